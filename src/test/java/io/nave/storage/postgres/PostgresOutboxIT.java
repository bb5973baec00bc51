package io.nave.storage.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.routing.outbox.DeadLetter;
import io.nave.routing.outbox.EndpointRecord;
import io.nave.routing.outbox.OutboxCursor;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxSlice;
import io.nave.routing.outbox.OutboxTarget;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What waits for custom endpoints is stored with the log, kept until it is taken, and moved on by one replica at a time. */
class PostgresOutboxIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final MessageOrigin ORIGIN = new MessageOrigin(ClientId.of("d1"), "g", AuthMethod.DEVICE_SAS);

    @TempDir
    static Path data;

    private static EventLogDatabase database;

    private PostgresEventLog log;
    private PostgresOutbox outbox;
    private PostgresOutbox other;

    @BeforeAll
    static void startDatabase() {
        database = new EventLogDatabase(data);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.migrate();
        log = database.log(EventLogSettings.DEFAULTS);
        await(log.open());
        outbox = new PostgresOutbox(log, database.newPool(), new ReplicaId("a"));
        other = new PostgresOutbox(log, database.newPool(), new ReplicaId("b"));
        database.sql("INSERT INTO outbox_cursor (endpoint_id, partition, next_sequence) VALUES (7, 33, 0), (8, 33, 0)");
    }

    @AfterEach
    void close() {
        await(log.close());
        database.disconnect();
    }

    @Test
    void entriesAreReadByWhomTheyAreForEnrichedForHimInTheOrderInWhichTheyWereStored() {
        // given
        append("one", new OutboxTarget(7, Map.of("site", "north")));
        append("two", new OutboxTarget(8, Map.of()));
        append("three", new OutboxTarget(8, Map.of("site", "south")), new OutboxTarget(7, Map.of()));
        append("four", new OutboxTarget(8, Map.of()));

        // when
        OutboxSlice slice = await(outbox.read(7, 1, 0, 10));

        // then
        assertThat(bodies(slice)).containsExactly("one", "three");
        assertThat(slice.entries()).extracting(OutboxEntry::sequence).containsExactly(0L, 2L);
        assertThat(slice.entries().getFirst().message().applicationProperties()).isEqualTo(Map.of("own", "1", "site", "north"));
        assertThat(slice.nextSequence()).isEqualTo(4);
        assertThat(bodies(await(outbox.read(8, 1, 0, 2)))).containsExactly("two", "three");
        assertThat(await(outbox.read(8, 1, 0, 2)).nextSequence()).isEqualTo(3);
        assertThat(await(outbox.read(9, 1, 0, 10))).isEqualTo(new OutboxSlice(List.of(), 4));
        assertThat(await(outbox.read(7, 1, 4, 10))).isEqualTo(new OutboxSlice(List.of(), 4));
    }

    @Test
    void whatSeveralReplicasStoreInTurnIsReadInOrderOnEach() {
        // given
        PostgresEventLog otherLog = database.log(EventLogSettings.DEFAULTS);
        await(otherLog.open());
        PostgresOutbox elsewhere = new PostgresOutbox(otherLog, database.newPool(), new ReplicaId("c"));
        List<String> expected = new ArrayList<>();

        // when
        for (int i = 0; i < 30; i++) {
            String body = Integer.toString(i);
            append(i % 3 == 0 ? elsewhere : outbox, body, new OutboxTarget(7, Map.of()), new OutboxTarget(8, Map.of()));
            expected.add(body);
        }

        // then
        assertThat(readAll(outbox, 7)).isEqualTo(expected);
        assertThat(readAll(outbox, 8)).isEqualTo(expected);
        assertThat(readAll(elsewhere, 7)).isEqualTo(expected);
        await(otherLog.close());
    }

    private static List<String> readAll(PostgresOutbox from, int endpoint) {
        List<String> bodies = new ArrayList<>();
        for (OutboxSlice slice = await(from.read(endpoint, 1, 0, 4)); !slice.entries().isEmpty(); slice = await(
                from.read(endpoint, 1, slice.nextSequence(), 4))) {
            bodies.addAll(bodies(slice));
        }
        return bodies;
    }

    @Test
    void whatWasStoredAMomentAgoIsReadWithoutAskingTheDatabase() {
        // given
        append("one", new OutboxTarget(7, Map.of()));
        append("two", new OutboxTarget(7, Map.of()));

        // when
        database.sql("DELETE FROM event_batch");

        // then
        assertThat(bodies(await(outbox.read(7, 1, 0, 10)))).containsExactly("one", "two");
    }

    @Test
    void outboxIsNothingThatReadersOfTheLogSee() {
        // when
        append("one", new OutboxTarget(7, Map.of()));

        // then
        assertThat(log.partitionCount()).isEqualTo(4);
        assertThat(await(log.state(1))).isEqualTo(new PartitionState(0, -1, 0));
    }

    @Test
    void whoDeliversIsWokenWhenSomethingWasStored() {
        // given
        List<String> woken = new ArrayList<>();
        outbox.onAppended(1, () -> woken.add("1"));
        outbox.onAppended(2, () -> woken.add("2"));

        // when
        append("one", new OutboxTarget(7, Map.of()));

        // then
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(woken).containsOnly("1"));
    }

    @Test
    void cursorIsHeldByOneReplicaUntilItLetsGoOrItsLeaseEnds() {
        // given
        OutboxCursor held = hold(outbox, LEASE).getFirst();
        assertThat(hold(other, LEASE)).isEmpty();
        assertThat(await(outbox.delivered(held, 5, LEASE))).isTrue();

        // when
        await(outbox.releaseAll());
        OutboxCursor taken = hold(other, Duration.ofMillis(1)).getFirst();

        // then
        assertThat(taken).isEqualTo(new OutboxCursor(7, 1, 5, held.epoch() + 1));
        assertThat(await(outbox.delivered(held, 9, LEASE))).isFalse();
        Awaitility.await().atMost(LIMIT).until(() -> !hold(outbox, LEASE).isEmpty());
        assertThat(await(other.pass(taken, 9, LEASE))).isFalse();
        assertThat(database.sql("SELECT next_sequence FROM outbox_cursor WHERE endpoint_id = 7")).containsExactly("5");
    }

    @Test
    void cursorThatIsHeldLongEnoughIsNotTouched() {
        // given
        assertThat(hold(outbox, LEASE)).hasSize(2);

        // when then
        assertThat(hold(outbox, LEASE)).isEmpty();
        List<OutboxCursor> prolonged = hold(outbox, LEASE.multipliedBy(3));
        assertThat(prolonged).hasSize(2).extracting(OutboxCursor::epoch).containsOnly(1L);
    }

    @Test
    void howAnEndpointIsDoingIsKnownToAllReplicas() {
        // given
        append("one", new OutboxTarget(7, Map.of()));
        OutboxCursor seven = hold(outbox, LEASE).getFirst();

        // when
        Instant since = await(outbox.failed(seven, "Transient: away")).orElseThrow();
        await(outbox.failed(seven, "Timeout: slow"));

        // then
        EndpointRecord failing = endpoint(7);
        assertThat(failing.failingSince()).contains(since);
        assertThat(failing.lastError()).isEqualTo("Timeout: slow");
        assertThat(failing.waiting()).isEqualTo(1);
        assertThat(endpoint(8).lastAttempt()).isEmpty();
        await(outbox.delivered(seven, 1, LEASE));
        assertThat(endpoint(7).failingSince()).isEmpty();
        assertThat(endpoint(7).waiting()).isZero();
        assertThat(endpoint(7).lastSuccess()).isPresent();
        await(outbox.releaseAll());
        assertThat(await(outbox.failed(seven, "late"))).isEmpty();
        assertThat(endpoint(7).failingSince()).isEmpty();
    }

    private EndpointRecord endpoint(int id) {
        return await(other.records()).stream().filter(record -> record.endpoint() == id).findFirst().orElseThrow();
    }

    private List<OutboxCursor> hold(PostgresOutbox by, Duration lease) {
        return await(by.hold(List.of(7, 8), lease)).stream().sorted(Comparator.comparing(OutboxCursor::endpoint)).toList();
    }

    @Test
    void segmentsAreKeptUntilEveryEndpointHasTakenWhatIsInThem() {
        // given
        append("one", new OutboxTarget(7, Map.of()));
        OutboxCursor seven = hold(outbox, LEASE).getFirst();
        OutboxCursor eight = new OutboxCursor(8, 1, 0, seven.epoch());
        String retire = "SELECT nave_retire_segments('infinity')";
        String retired = "SELECT count(*) FROM event_segment WHERE retired";

        // when
        await(outbox.pass(eight, 1, LEASE));
        database.sql(retire);

        // then
        assertThat(database.sql(retired)).containsExactly("0");
        await(outbox.delivered(seven, 1, LEASE));
        database.sql(retire);
        assertThat(database.sql(retired)).doesNotContain("0");
    }

    @Test
    void whatIsNotTakenIsKeptAsideOnceAndTheOldestAreForgotten() {
        // given
        for (String body : List.of("one", "two", "three")) {
            append(body, new OutboxTarget(7, Map.of()));
        }
        List<OutboxEntry> entries = await(outbox.read(7, 1, 0, 10)).entries();
        OutboxCursor cursor = hold(outbox, LEASE).getFirst();

        // when
        await(outbox.deadLetter(cursor, entries, "dropped", 2));
        await(outbox.deadLetter(cursor, entries.subList(2, 3), "dropped", 2));

        // then
        assertThat(database.sql("SELECT sequence || ' ' || reason FROM dead_letter ORDER BY sequence"))
                .containsExactly("1 dropped", "2 dropped");
        List<DeadLetter> letters = await(other.deadLetters(7, 0, 10));
        assertThat(letters).extracting(letter -> new String(letter.entry().message().body().bytes(), UTF_8) + " "
                + letter.partition() + " " + letter.reason()).containsExactly("two 1 dropped", "three 1 dropped");
        assertThat(await(other.forgetDeadLetters(7, letters.getFirst().number()))).isEqualTo(1);
        assertThat(await(other.deadLetters(7, 0, 10))).containsExactly(letters.getLast());
    }

    private void append(String body, OutboxTarget... targets) {
        append(outbox, body, targets);
    }

    private static void append(PostgresOutbox to, String body, OutboxTarget... targets) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        to.append(new DeviceMessage(ORIGIN, 1, Map.of(), Map.of("own", "1"), MessageBody.of(body.getBytes(UTF_8))),
                List.of(targets), new Outcome(outcome));
        assertThat(outcome.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("stored");
    }

    private static List<String> bodies(OutboxSlice slice) {
        return slice.entries().stream().map(entry -> new String(entry.message().body().bytes(), UTF_8)).toList();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }

    private record Outcome(CompletableFuture<String> outcome) implements Acknowledgement {

        @Override
        public void stored() {
            outcome.complete("stored");
        }

        @Override
        public void refused(HubException cause) {
            outcome.complete(cause.code().wireName());
        }
    }
}
