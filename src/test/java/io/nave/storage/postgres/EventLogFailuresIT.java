package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.eventlog.CountingAcknowledgement;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventLogContract;
import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StartPosition;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;

/** What the event log in PostgreSQL promises when there are several replicas, and when the database misbehaves (DESIGN §2). */
class EventLogFailuresIT {

    @TempDir
    static Path data;

    private static EventLogDatabase database;

    private final List<HubEvent> reported = new CopyOnWriteArrayList<>();
    private final List<EventLog> logs = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        database = new EventLogDatabase(data);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void migrate() {
        database.migrate();
    }

    @AfterEach
    void disconnect() {
        logs.forEach(log -> await(log.close()));
        database.disconnect();
    }

    @Test
    void twoReplicasShareThePartitionsWithoutGaps() throws Exception {
        // given
        EventLog one = open(EventLogSettings.DEFAULTS);
        EventLog two = open(EventLogSettings.DEFAULTS);
        List<EventLogTrial> trials = IntStream.range(0, 8)
                .mapToObj(i -> new EventLogTrial("d" + i, i % 2 == 0 ? one : two, i / 2 % 2, 5000)).toList();
        AtomicBoolean done = new AtomicBoolean();
        List<StoredEvent> tail = new ArrayList<>();

        // when
        Thread reader = Thread.ofPlatform().start(() -> follow(two, tail, done));
        runAll(trials);
        done.set(true);
        reader.join();

        // then
        List<StoredEvent> first = readAll(one, 0);
        List<StoredEvent> second = readAll(two, 1);
        assertThat(first).hasSize(20000);
        assertThat(second).hasSize(20000);
        EventLogTrial.verifySequence(first);
        EventLogTrial.verifySequence(second);
        for (int i = 0; i < trials.size(); i++) {
            trials.get(i).verify(i / 2 % 2 == 0 ? first : second);
        }
        assertThat(tail).as("what a reader at the tail saw").isEqualTo(first);
    }

    private static void follow(EventLog log, List<StoredEvent> into, AtomicBoolean done) {
        long next = 0;
        boolean last;
        do {
            last = done.get();
            EventSlice slice = await(log.read(0, next, 1000));
            into.addAll(slice.events());
            next = slice.nextSequenceNumber();
        } while (!last || next < 20000);
    }

    @Test
    void connectionsCutInTheMiddleOfAppendsLoseAndRepeatNothing() throws Exception {
        // given
        long seed = 20261125;
        Random random = new Random(seed);
        CutLink link = database.link();
        EventLog log = open(EventLogSettings.DEFAULTS.withPatience(Duration.ofSeconds(60)), new InMemoryNodeMessenger(),
                link.port());
        List<EventLogTrial> trials = IntStream.range(0, 4).mapToObj(i -> new EventLogTrial("d" + i, log, i, 20_000)).toList();
        AtomicBoolean done = new AtomicBoolean();

        // when
        Thread killer = Thread.ofPlatform().start(() -> cutAppends(link, random, done));
        runAll(trials);
        done.set(true);
        killer.join();

        // then
        for (int i = 0; i < trials.size(); i++) {
            List<StoredEvent> events = readAll(log, i);
            EventLogTrial.verifySequence(events);
            trials.get(i).verify(events);
            assertThat(trials.get(i).storedCount()).as("stored, seed " + seed).isEqualTo(20_000);
        }
        assertThat(reported).as("cut connections").filteredOn(HubEvent.BackgroundFailure.class::isInstance)
                .hasSizeGreaterThan(5);
    }

    /**
     * Either the server loses its process in the middle of a statement, or the log loses its network while the server commits.
     */
    private static void cutAppends(CutLink link, Random random, AtomicBoolean done) {
        while (!done.get()) {
            LockSupport.parkNanos(Duration.ofMillis(10 + random.nextInt(60)).toNanos());
            if (random.nextBoolean()) {
                link.cut();
            } else {
                database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'nave append'");
            }
        }
    }

    @Test
    void outcomeOfACutCommitIsAskedAndNotGuessed() throws Exception {
        // given
        database.sql("""
                CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER held AFTER UPDATE ON event_writer DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION held()""");
        CountingAcknowledgement acknowledgement = new CountingAcknowledgement();
        CountingAcknowledgement newer = new CountingAcknowledgement();
        try (CutLink link = database.link(); Connection holder = database.connect()) {
            holder.createStatement().execute("SELECT pg_advisory_lock(42)");
            EventLog log = open(EventLogSettings.DEFAULTS, new InMemoryNodeMessenger(), link.port());
            log.append(0, message("in doubt"), acknowledgement);
            awaitAppendsThatWaitFor("advisory");

            // when
            link.cut();
            log.append(0, message("newer"), newer);

            // then
            awaitAppendsThatWaitFor("transactionid"); // the same batch again, behind the commit that is under way
            assertThat(acknowledgement.storedCount() + newer.storedCount()).isZero();
            holder.createStatement().execute("SELECT pg_advisory_unlock(42)");
            acknowledgement.awaitStored();
            newer.awaitStored();
            assertThat(readAll(log, 0)).extracting(EventLogFailuresIT::text).containsExactly("in doubt", "newer");
        }
    }

    private static void awaitAppendsThatWaitFor(String lock) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !database.sql("SELECT pid FROM pg_stat_activity"
                + " WHERE application_name = 'nave append' AND wait_event = '" + lock + "'").isEmpty());
    }

    /** Of the log; those of the outbox have numbers from 32 on. */
    private static List<String> heads() {
        return database.sql("SELECT partition || ':' || next_sequence FROM event_partition WHERE partition < 32 ORDER BY 1");
    }

    @Test
    void repeatedBatchNumberChangesNothing() {
        // given
        open(EventLogSettings.DEFAULTS);
        database.sql("INSERT INTO event_writer VALUES ('w')");
        String append = "SELECT nave_append('w', 7, '{0,2}', '{3,1}', ARRAY['\\x01'::bytea, '\\x02'])::text";
        database.sql(append);
        List<String> heads = heads();

        // when
        List<String> again = database.sql(append);

        // then
        assertThat(again).containsExactly("{}");
        assertThat(heads).containsExactly("0:3", "1:0", "2:1", "3:0");
        assertThat(heads()).isEqualTo(heads);
        assertThat(database.sql("SELECT count(*) FROM event_batch")).containsExactly("2");
    }

    @Test
    void stoppedDatabaseRefusesAfterPatienceAndComesBack() {
        // given
        EventLog log = open(EventLogSettings.DEFAULTS.withPatience(Duration.ofSeconds(1)));
        append(log, "before").awaitStored();
        database.engines().stopPostgres();

        // when
        CountingAcknowledgement during = append(log, "during");

        // then
        assertThat(during.awaitRefused().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        database.engines().restartPostgres();
        CountingAcknowledgement after = new CountingAcknowledgement();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tryAppend(log, after));
        List<String> texts = readAll(log, 0).stream().map(EventLogFailuresIT::text).toList();
        assertThat(texts).startsWith("before").hasSize(1 + after.storedCount()).doesNotContain("during");
    }

    private static boolean tryAppend(EventLog log, CountingAcknowledgement acknowledgement) {
        log.append(0, message("after"), acknowledgement);
        return acknowledgement.storedCount() > 0;
    }

    @Test
    void missingSegmentIsMadeByTheAppendThatNeedsIt() {
        // given
        EventLog log = open(EventLogSettings.DEFAULTS);
        append(log, "before").awaitStored();
        database.sql("UPDATE event_partition SET segment_ends_at = '-infinity'; DELETE FROM event_segment_start;"
                + " DELETE FROM event_segment; DROP TABLE " + String.join(", ", segmentTables()));

        // when
        CountingAcknowledgement acknowledgement = append(log, "after");

        // then
        acknowledgement.awaitStored();
        assertThat(readAll(log, 0)).extracting(EventLogFailuresIT::text).containsExactly("after");
        assertThat(await(log.state(0)).beginSequenceNumber()).isEqualTo(1);
    }

    @Test
    void oldSegmentsGoAndReadersGoOnBehindThem() {
        // given
        EventLogSettings settings = EventLogSettings.DEFAULTS.withSegments(Duration.ofSeconds(1), Duration.ofSeconds(3))
                .withPoll(Duration.ofMillis(200));
        EventLog log = open(settings);
        EventLog other = open(settings);
        List<Cancellable> upkeeps = List.of(upkeep(log), upkeep(other));

        // when
        AtomicBoolean gone = new AtomicBoolean();
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(() -> {
            append(log, "x").awaitStored();
            gone.set(await(log.state(0)).beginSequenceNumber() > 20);
            return gone.get();
        });

        // then
        PartitionState state = await(log.state(0));
        List<StoredEvent> events = readAll(log, 0);
        EventLogTrial.verifySequence(events);
        assertThat(events.getFirst().sequenceNumber()).isGreaterThanOrEqualTo(state.beginSequenceNumber());
        assertThat(events.getLast().sequenceNumber()).isEqualTo(state.lastSequenceNumber());
        assertThat(await(other.read(0, 0, 1)).events().getFirst().sequenceNumber())
                .isGreaterThanOrEqualTo(state.beginSequenceNumber());
        assertThat(await(log.resolve(0, new StartPosition.AfterTime(0)))).isGreaterThanOrEqualTo(state.beginSequenceNumber());
        Awaitility.await().untilAsserted(() -> assertThat(segmentTables()).hasSizeLessThan(10));
        upkeeps.forEach(Cancellable::cancel);
        assertThat(reported).filteredOn(HubEvent.BackgroundFailure.class::isInstance).isEmpty();
    }

    @Test
    void readersOfOtherReplicasAreWokenByACallOrByThePoll() {
        // given
        InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
        EventLog writer = open(EventLogSettings.DEFAULTS, messenger);
        EventLog told = open(EventLogSettings.DEFAULTS.withPoll(Duration.ofHours(1)), messenger.replica());
        EventLog deaf = open(EventLogSettings.DEFAULTS.withPoll(Duration.ofMillis(100)), new InMemoryNodeMessenger());
        AtomicBoolean toldWoken = new AtomicBoolean();
        AtomicBoolean deafWoken = new AtomicBoolean();
        List<Cancellable> upkeeps = List.of(upkeep(told), upkeep(deaf));
        told.onAppended(0, () -> toldWoken.set(true));
        deaf.onAppended(0, () -> deafWoken.set(true));

        // when
        append(writer, "x").awaitStored();

        // then
        Awaitility.await().untilTrue(toldWoken);
        Awaitility.await().untilTrue(deafWoken);
        upkeeps.forEach(Cancellable::cancel);
    }

    @Test
    void writerThatWasForgottenMakesItselfKnown() {
        // given
        EventLog log = open(EventLogSettings.DEFAULTS);
        database.sql("DELETE FROM event_writer");

        // then
        append(log, "x").awaitStored();
        append(log, "y").awaitStored();
        assertThat(readAll(log, 0)).extracting(EventLogFailuresIT::text).containsExactly("x", "y");
    }

    private static List<String> segmentTables() {
        return database.sql("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event_batch'::regclass");
    }

    private static Cancellable upkeep(EventLog log) {
        return log.upkeep().subscribe().with(nothing -> {
        });
    }

    private static void runAll(List<EventLogTrial> trials) throws InterruptedException {
        List<Thread> threads = trials.stream().map(trial -> Thread.ofPlatform().start(trial::run)).toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private EventLog open(EventLogSettings settings) {
        return open(settings, new InMemoryNodeMessenger());
    }

    private EventLog open(EventLogSettings settings, InMemoryNodeMessenger messenger) {
        return open(database.log(settings, messenger, reported::add));
    }

    private EventLog open(EventLogSettings settings, InMemoryNodeMessenger messenger, int port) {
        return open(database.log(settings, messenger, reported::add, port));
    }

    private EventLog open(EventLog log) {
        logs.add(log);
        await(log.open());
        return log;
    }

    private static List<StoredEvent> readAll(EventLog log, int partition) {
        return EventLogContract.readAll(log, partition);
    }

    private static CountingAcknowledgement append(EventLog log, String text) {
        CountingAcknowledgement acknowledgement = new CountingAcknowledgement();
        log.append(0, message(text), acknowledgement);
        return acknowledgement;
    }

    private static DeviceMessage message(String text) {
        MessageOrigin origin = new MessageOrigin(ClientId.of("press-7"), "1", AuthMethod.DEVICE_SAS);
        return new DeviceMessage(origin, 0, Map.of(), Map.of(),
                MessageBody.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(StoredEvent event) {
        return new String(event.message().body().bytes(), StandardCharsets.UTF_8);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
