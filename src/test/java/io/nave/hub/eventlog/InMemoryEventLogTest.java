package io.nave.hub.eventlog;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The log in memory keeps the contract of the real ones. */
class InMemoryEventLogTest extends EventLogContract {

    @Override
    protected EventLog newLog() {
        return new InMemoryEventLog(PARTITIONS);
    }

    @Test
    void heldMessagesAreStoredOnRelease() {
        // given
        InMemoryEventLog held = new InMemoryEventLog(1);
        CountingAcknowledgement acknowledgement = new CountingAcknowledgement();
        held.hold();
        held.append(0, message("x"), acknowledgement);
        assertThat(acknowledgement.storedCount()).isZero();

        // when
        held.release();

        // then
        assertThat(acknowledgement.storedCount()).isEqualTo(1);
        assertThat(held.events(0)).extracting(EventLogContract::text).isEqualTo(List.of("x"));
    }

    @Test
    void readersGoOnBehindWhatWasDropped() {
        // given
        appendAll(0, 10);

        // when
        ((InMemoryEventLog) log).dropBefore(0, 6);

        // then
        assertThat(await(log.read(0, 0, 2)).events()).extracting(StoredEvent::sequenceNumber).containsExactly(6L, 7L);
        assertThat(await(log.state(0)).beginSequenceNumber()).isEqualTo(6);
        assertThat(await(log.resolve(0, new StartPosition.AtSequence(2, true)))).isEqualTo(6);
    }
}
