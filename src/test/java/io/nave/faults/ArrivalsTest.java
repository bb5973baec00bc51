package io.nave.faults;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.nave.faults.History.MessageId;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivalsTest {

    private static final Set<MessageId> THREE = Set.copyOf(ids("a0 a1 a2"));

    @Test
    void repetitionsAndOtherDevicesInBetweenAreAllowed() {
        assertThat(violations("a0 a1 a2")).isEmpty();
        assertThat(violations("a0 a0 a1 a0 a1 a2 a1")).isEmpty();
        assertThat(Arrivals.violations("e", ids("b0 a0 b1 a1"), Set.copyOf(ids("a0 a1 b0 b1")))).isEmpty();
    }

    @Test
    void whatIsLostOutOfOrderOrInventedIsFound() {
        assertThat(violations("a0 a1")).containsExactly("e: lost a#2");
        assertThat(violations("a0 a2 a1")).containsExactly("e: a#2 came when the last was #0");
        assertThat(violations("a0 a1 a2 a3")).containsExactly("e: nobody sent a#3");
    }

    private static List<String> violations(String arrived) {
        return Arrivals.violations("e", ids(arrived), THREE);
    }

    private static List<MessageId> ids(String texts) {
        return Stream.of(texts.split(" "))
                .map(text -> new MessageId(text.substring(0, 1), Integer.parseInt(text.substring(1)))).toList();
    }
}
