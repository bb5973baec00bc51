package io.nave.faults;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.nave.faults.History.MessageId;
import io.nave.faults.History.Read;
import io.nave.faults.History.Sent;

import static org.assertj.core.api.Assertions.assertThat;

/** The judge of the crash test accepts what is allowed and sees each thing that is not. */
class HistoryCheckerTest {

    private final List<Sent> sent = new ArrayList<>();
    private final Set<MessageId> acknowledged = new HashSet<>();
    private final List<Read> read = new ArrayList<>();

    @Test
    void whatWasSentAndReadOnceInOrderIsRight() {
        // given
        sent("a", 1, 1, 2, 3);
        sent("b", 1, 1);
        acknowledged("a", 1, 2, 3);
        acknowledged("b", 1);
        // when
        read("0", "a", 1);
        read("1", "b", 1);
        read("0", "a", 2);
        read("0", "a", 3);
        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void whatIsSentAgainAfterACutMayBeReadTwice() {
        // given
        sent("a", 1, 1, 2, 3);
        sent("a", 2, 2, 3, 4);
        acknowledged("a", 1, 2, 3, 4);
        // when
        read("0", "a", 1, 2, 3, 2, 3, 4);
        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void whatWasNotAcknowledgedMayBeLost() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1);
        // when
        read("0", "a", 1);
        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void aLostMessageIsSeen() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1, 2);
        // when
        read("0", "a", 1);
        // then
        assertThat(violations()).containsExactly("lost: a#2 was acknowledged and is not in the log");
    }

    @Test
    void aDuplicateOfWhatWasSentOnceIsSeen() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1, 2);
        // when
        read("0", "a", 1, 2, 2);
        // then
        assertThat(violations()).containsExactly("duplicate: a#2 was sent 1 and read 2 times");
    }

    @Test
    void aThirdCopyOfWhatWasSentTwiceIsSeen() {
        // given
        sent("a", 1, 1);
        sent("a", 2, 1);
        acknowledged("a", 1);
        // when
        read("0", "a", 1, 1, 1);
        // then
        assertThat(violations()).containsExactly("duplicate: a#1 was sent 2 and read 3 times");
    }

    @Test
    void anEventThatNobodySentIsSeen() {
        // given
        sent("a", 1, 1);
        // when
        read("0", "a", 1, 7);
        // then
        assertThat(violations()).containsExactly("duplicate: a#7 was sent 0 and read 1 times");
    }

    @Test
    void aReorderingOnAConnectionIsSeen() {
        // given
        sent("a", 1, 1, 2, 3);
        acknowledged("a", 1, 2, 3);
        // when
        read("0", "a", 1, 3, 2);
        // then
        assertThat(violations())
                .containsExactly("reordered: a#3 was sent after a#2 and has sequence number 1 < 2");
    }

    @Test
    void anOlderMessageThatFirstAppearsAfterANewerOneIsSeenAcrossAReconnect() {
        // given
        sent("a", 1, 1, 2, 3);
        sent("a", 2, 2, 3);
        acknowledged("a", 1, 2, 3);
        // when: 3 got through on the first connection, 2 only on the second
        read("0", "a", 1, 3, 2, 3);
        // then
        assertThat(violations()).hasSize(2).allMatch(text -> text.startsWith("reordered: a#3 was sent after a#2"));
    }

    @Test
    void aGapInTheSequenceNumbersIsSeen() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1, 2);
        // when
        read.add(new Read(new MessageId("a", 1), "0", 0));
        read.add(new Read(new MessageId("a", 2), "0", 2));
        // then
        assertThat(violations()).containsExactly("gap: partition 0 has sequence number 2 where 1 belongs");
    }

    @Test
    void aSequenceNumberThatComesTwiceIsSeen() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1, 2);
        // when
        read.add(new Read(new MessageId("a", 1), "0", 0));
        read.add(new Read(new MessageId("a", 2), "0", 0));
        // then
        assertThat(violations()).containsExactly("gap: partition 0 has sequence number 0 where 1 belongs");
    }

    @Test
    void aLogThatDoesNotBeginWithZeroIsSeen() {
        // given
        sent("a", 1, 1);
        // when
        read.add(new Read(new MessageId("a", 1), "2", 1));
        // then
        assertThat(violations()).containsExactly("gap: partition 2 has sequence number 1 where 0 belongs");
    }

    @Test
    void aDeviceInTwoPartitionsIsSeen() {
        // given
        sent("a", 1, 1, 2);
        acknowledged("a", 1, 2);
        // when
        read("0", "a", 1);
        read("1", "a", 2);
        // then
        assertThat(violations()).contains("scattered: a#2 is in partition 1, others of its device in 0");
    }

    private List<String> violations() {
        return HistoryChecker.violations(new History(sent, acknowledged, read));
    }

    private void sent(String device, int connection, int... numbers) {
        for (int number : numbers) {
            sent.add(new Sent(new MessageId(device, number), connection));
        }
    }

    private void acknowledged(String device, int... numbers) {
        for (int number : numbers) {
            acknowledged.add(new MessageId(device, number));
        }
    }

    private void read(String partition, String device, int... numbers) {
        for (int number : numbers) {
            long next = read.stream().filter(event -> event.partition().equals(partition)).count();
            read.add(new Read(new MessageId(device, number), partition, next));
        }
    }
}
