package io.nave.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many like log lines become one and a number. */
class RepeatFoldTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RepeatFold fold = new RepeatFold(nanos::get);

    @Test
    void firstLineOfACauseIsWrittenAndTheRestCounted() {
        // when
        boolean first = fold.admits("wrong key");
        boolean second = fold.admits("wrong key");
        boolean other = fold.admits("unknown device");

        // then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(other).isTrue();
    }

    @Test
    void numberIsToldWhenTheMinuteIsOverAndTheNextLineIsWrittenAgain() {
        // given
        for (int i = 0; i < 42; i++) {
            fold.admits("wrong key");
        }
        fold.admits("only once");

        // then
        assertThat(sweep()).isEmpty();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(sweep()).containsExactly("41 wrong key");
        assertThat(sweep()).isEmpty();
        assertThat(fold.admits("wrong key")).isTrue();
    }

    @Test
    void causesWithoutEndShareOne() {
        // when
        long written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += fold.admits("cause " + i) ? 1 : 0;
        }

        // then
        assertThat(written).isEqualTo(501);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(sweep()).containsExactly("9499 other causes");
    }

    private List<String> sweep() {
        List<String> told = new ArrayList<>();
        fold.sweep((cause, folded) -> told.add(folded + " " + cause));
        return told;
    }
}
