package io.nave.storage.postgres;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventLogContract;
import io.nave.hub.eventlog.StoredEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The event log in PostgreSQL keeps the contract, and what it holds outlives it. */
class PostgresEventLogIT extends EventLogContract {

    @TempDir
    static Path data;

    private static EventLogDatabase database;

    @BeforeAll
    static void startDatabase() {
        database = new EventLogDatabase(data);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @AfterEach
    void disconnect() {
        await(log.close());
        database.disconnect();
    }

    @Override
    protected EventLog newLog() {
        database.migrate();
        return database.log(EventLogSettings.DEFAULTS.withPartitions(PARTITIONS));
    }

    @Test
    void nextStartFindsWhatWasStoredAndGoesOnBehindIt() {
        // given
        appendAll(1, 100);
        await(log.close());

        // when
        log = database.log(EventLogSettings.DEFAULTS);
        await(log.open());
        append(1, message("next")).awaitStored();

        // then
        assertThat(readAll(1)).hasSize(101).extracting(StoredEvent::sequenceNumber).isSorted();
        assertThat(text(readAll(1).getLast())).isEqualTo("next");
    }

    @Test
    void otherNumberOfPartitionsStopsTheStart() {
        // given
        EventLog other = database.log(EventLogSettings.DEFAULTS.withPartitions(8));

        // then
        assertThatThrownBy(() -> await(other.open())).isInstanceOf(HubException.class)
                .hasMessage("nave.eventlog.partitions is 8, but the event log was created with 4 partitions, and that"
                        + " cannot change later. Set nave.eventlog.partitions=4.");
    }

    @Test
    void databaseThatIsNotDurableStopsTheStart() {
        // given
        database.sql("ALTER ROLE CURRENT_USER SET synchronous_commit = off");
        EventLog careless = database.log(EventLogSettings.DEFAULTS);

        // then
        assertThatThrownBy(() -> await(careless.open())).isInstanceOf(HubException.class)
                .hasMessageStartingWith("PostgreSQL runs with synchronous_commit = off");
        database.sql("ALTER ROLE CURRENT_USER RESET synchronous_commit");
    }
}
