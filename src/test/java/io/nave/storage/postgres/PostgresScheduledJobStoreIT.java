package io.nave.storage.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;
import io.nave.hub.scheduled.DeviceOutcome;
import io.nave.hub.scheduled.JobOrder;
import io.nave.hub.scheduled.JobStatistics;
import io.nave.hub.scheduled.JobTask;
import io.nave.hub.scheduled.JobTask.TwinUpdate;
import io.nave.hub.scheduled.JobTaskJson;
import io.nave.hub.scheduled.JobType;
import io.nave.hub.scheduled.ScheduledJob;
import io.nave.hub.scheduled.ScheduledJobLimits;
import io.nave.hub.scheduled.ScheduledJobStatus;
import io.nave.hub.scheduled.ScheduledJobStore.Added;
import io.nave.hub.scheduled.ScheduledJobStore.Start;
import io.nave.hub.scheduled.ScheduledJobStore.Taken;
import io.nave.hub.scheduled.ScheduledJobStore.TwinDone;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs in PostgreSQL: who may do what when, and that each device is done once (semantics §7.1). */
class PostgresScheduledJobStoreIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ReplicaId ONE = new ReplicaId("one");
    private static final ReplicaId TWO = new ReplicaId("two");
    private static final TwinUpdate UPDATE = (TwinUpdate) JobTaskJson.read(JobType.UPDATE_TWIN,
            "{\"etag\":\"*\",\"tags\":{\"a\":1},\"properties\":{\"desired\":{\"b\":2.0}}}");
    private static final JobTask METHOD = JobTaskJson.read(JobType.DEVICE_METHOD, "{\"methodName\":\"m\",\"payload\":[1, 2]}");
    private static final int MANY = 100;
    private static final int MAX_TRIES = 2;

    @TempDir
    private static Path data;
    private static JobDatabase database;
    private static PostgresScheduledJobStore store;

    @BeforeAll
    static void start() {
        database = new JobDatabase(data);
        store = database.scheduledJobs();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
        Stream.of(ONE, TWO).forEach(PostgresScheduledJobStoreIT::live);
    }

    private static void live(ReplicaId replica) {
        database.run("insert into hub_replica values ($1, now() + interval '1 hour')", replica.incarnation());
    }

    private static void die(ReplicaId replica) {
        database.run("update hub_replica set live_until = now() where incarnation = $1", replica.incarnation());
    }

    @Test
    void jobIsKeptAsItWasOrdered() {
        // given
        JobOrder order = new JobOrder("j", METHOD, "tags.a = 1", Optional.of(Instant.parse("2026-01-31T12:00:00.123456Z")),
                Duration.ofMinutes(1));
        // when
        assertThat(await(store.add(order, ScheduledJobLimits.DEFAULT, false))).isEqualTo(Added.ADDED);
        // then
        ScheduledJob kept = find("j");
        assertThat(kept.order()).isEqualTo(order);
        assertThat(kept.statistics()).isEqualTo(JobStatistics.NONE);
        assertThat(kept.endedAt()).isEmpty();
        assertThat(await(store.find("other"))).isEmpty();
    }

    @Test
    void idsAreTakenAndPlacesAreFew() {
        // given
        ScheduledJobLimits two = new ScheduledJobLimits(2, 1, 1, 1, Duration.ofDays(1));
        assertThat(await(store.add(order("j1", UPDATE), two, false))).isEqualTo(Added.ADDED);
        assertThat(await(store.add(order("j2", UPDATE), two, false))).isEqualTo(Added.ADDED);
        // then
        assertThat(await(store.add(order("j1", METHOD), two, false))).isEqualTo(Added.KNOWN);
        assertThat(await(store.add(order("j3", UPDATE), two, false))).isEqualTo(Added.TOO_MANY);
        JobOrder later = new JobOrder("j4", UPDATE, "", Optional.of(Instant.now().plusSeconds(600)), Duration.ofMinutes(1));
        assertThat(await(store.add(later, two, false))).isEqualTo(Added.ADDED);
        assertThat(find("j4").status()).isEqualTo(ScheduledJobStatus.SCHEDULED);
        assertThat(await(store.cancel("j1", false))).isTrue();
        assertThat(await(store.add(order("j3", UPDATE), two, false))).isEqualTo(Added.ADDED);
        assertThat(await(store.add(order("j1", UPDATE), two, false))).isEqualTo(Added.KNOWN);
    }

    @Test
    void selectionGoesOnWhereADeadReplicaCameTo() {
        // given
        await(store.add(order("j", UPDATE), ScheduledJobLimits.DEFAULT, false));
        Start first = begin(ONE).orElseThrow();
        assertThat(begin(TWO)).isEmpty();
        assertThat(await(store.addDevices(first, List.of(ClientId.of("a"), ClientId.of("b", "m"))))).isTrue();
        // when
        die(ONE);
        Start second = begin(TWO).orElseThrow();
        // then
        assertThat(second.after()).contains(ClientId.of("b", "m"));
        assertThat(await(store.addDevices(first, List.of(ClientId.of("x"))))).isFalse();
        assertThat(await(store.selected(first))).isFalse();
        assertThat(await(store.running(Set.of(JobType.UPDATE_TWIN)))).isEmpty();
        assertThat(await(store.selected(second))).isTrue();
        assertThat(await(store.running(Set.of(JobType.UPDATE_TWIN)))).hasSize(1);
        assertThat(find("j").statistics()).isEqualTo(new JobStatistics(2, 0, 0, 0, 2));
        assertThat(begin(ONE)).isEmpty();
    }

    @Test
    void twinsAreWrittenOnceAndTheJobEnds() {
        // given
        register("a", "b");
        begun("j", UPDATE, "a", "b", "gone");
        // when
        List<TwinDone> done = await(store.updateTwins("j", UPDATE, 2, false));
        List<TwinDone> rest = await(store.updateTwins("j", UPDATE, MANY, false));
        // then
        assertThat(done).containsExactly(new TwinDone(ClientId.of("a"), true, 2), new TwinDone(ClientId.of("b"), true, 2));
        assertThat(rest).containsExactly(new TwinDone(ClientId.of("gone"), false, 0));
        assertThat(await(store.updateTwins("j", UPDATE, MANY, false))).isEmpty();
        assertThat(database.value("select count(*) from twin where version = 3 and tags = '{\"a\": 1}'")).isEqualTo(2L);
        assertThat(row("gone", "error_code")).isEqualTo("DeviceNotFound");
        assertThat(await(store.close(true))).isEqualTo(1);
        assertThat(find("j").status()).isEqualTo(ScheduledJobStatus.COMPLETED);
        assertThat(find("j").statistics()).isEqualTo(new JobStatistics(3, 1, 2, 0, 0));
        assertThat(database.value("select op_type from notification where source = 'DEVICE_JOB_LIFECYCLE'"))
                .isEqualTo("completeJob");
    }

    @Test
    void otherEtagIs412OfTheDevice() {
        // given
        register("a", "b");
        TwinUpdate ofFirst = (TwinUpdate) JobTaskJson.read(JobType.UPDATE_TWIN,
                "{\"etag\":\"AAAAAAAAAAE=\",\"tags\":{\"a\":1}}");
        database.run("update twin set etag = 2 where device_id = 'b'");
        begun("j", ofFirst, "a", "b");
        // when
        await(store.updateTwins("j", ofFirst, MANY, false));
        // then
        assertThat(row("a", "status")).isEqualTo("completed");
        assertThat(row("b", "status")).isEqualTo("failed");
        assertThat(row("b", "error_code")).isEqualTo("PreconditionFailed");
        assertThat((String) row("b", "error_description")).startsWith("412001: ");
    }

    @Test
    void nothingIsBegunAfterACancellation() {
        // given
        register("a", "b");
        begun("j", UPDATE, "a", "b");
        await(store.updateTwins("j", UPDATE, 1, false));
        // when
        assertThat(await(store.cancel("j", true))).isTrue();
        // then
        assertThat(await(store.updateTwins("j", UPDATE, MANY, false))).isEmpty();
        assertThat(await(store.close(true))).isEqualTo(2);
        assertThat(find("j").status()).isEqualTo(ScheduledJobStatus.CANCELLED);
        assertThat(find("j").statistics()).isEqualTo(new JobStatistics(2, 0, 1, 0, 0));
        assertThat(row("b", "status")).isEqualTo("canceled");
        assertThat(await(store.cancel("j", true))).isFalse();
        assertThat(database.value("select string_agg(op_type, ' ') from notification")).isEqualTo("cancelJob");
    }

    @Test
    void callOfADeadReplicaIsGivenAgainAndNotForEver() {
        // given
        begun("j", METHOD, "a");
        Taken first = take(ONE).getFirst();
        assertThat(take(TWO)).isEmpty();
        // when
        die(ONE);
        assertThat(take(ONE)).isEmpty();
        Taken second = take(TWO).getFirst();
        await(store.end("j", first, new DeviceOutcome.Answered(200, "\"late\"")));
        // then
        assertThat(row("a", "status")).isEqualTo("running");
        die(TWO);
        live(new ReplicaId("three"));
        assertThat(take(new ReplicaId("three"))).isEmpty();
        assertThat(row("a", "status")).isEqualTo("failed");
        assertThat(row("a", "error_code")).isEqualTo("ServerError");
        assertThat(second.epoch()).isEqualTo(2);
    }

    @Test
    void outcomesAreNoted() {
        // given
        begun("j", METHOD, "a", "b", "c");
        List<Taken> taken = take(ONE);
        // when
        await(store.end("j", taken.get(0), new DeviceOutcome.Answered(200, "{\"a\": 1.0}")));
        await(store.end("j", taken.get(1), new DeviceOutcome.Refused(ErrorCode.DEVICE_NOT_ONLINE, "away")));
        await(store.end("j", taken.get(2), new DeviceOutcome.Postponed()));
        // then
        assertThat(row("a", "method_status")).isEqualTo(200);
        assertThat(row("a", "method_payload")).isEqualTo("{\"a\": 1.0}");
        assertThat(row("b", "error_code")).isEqualTo("DeviceNotOnline");
        assertThat(row("b", "error_description")).isEqualTo("404103: away");
        assertThat(find("j").statistics()).isEqualTo(new JobStatistics(3, 1, 1, 0, 1));
        assertThat(take(TWO)).containsExactly(new Taken(ClientId.of("c"), 2));
    }

    @Test
    void whatHasRunOutOfTimeFails() {
        // given
        register("a");
        begun("j", UPDATE, "a");
        database.run("update scheduled_job set deadline = now()");
        // when
        List<TwinDone> done = await(store.updateTwins("j", UPDATE, MANY, false));
        await(store.close(false));
        // then
        assertThat(done).isEmpty();
        assertThat(find("j").status()).isEqualTo(ScheduledJobStatus.COMPLETED);
        assertThat(row("a", "error_code")).isEqualTo("JobRunPreconditionFailed");
    }

    @Test
    void jobIsForgottenAfterItsTime() {
        // given
        begun("j", UPDATE, "a");
        await(store.cancel("j", false));
        await(store.close(false));
        assertThat(await(store.sweep(Duration.ofDays(1)))).isFalse();
        // when
        while (await(store.sweep(Duration.ZERO))) {
            // there is more
        }
        // then
        assertThat(await(store.find("j"))).isEmpty();
    }

    private static JobOrder order(String id, JobTask task) {
        return new JobOrder(id, task, "*", Optional.empty(), Duration.ofMinutes(10));
    }

    private static void begun(String id, JobTask task, String... devices) {
        await(store.add(order(id, task), ScheduledJobLimits.DEFAULT, false));
        Start start = begin(ONE).orElseThrow();
        await(store.addDevices(start, Stream.of(devices).map(ClientId::of).toList()));
        await(store.selected(start));
    }

    private static Optional<Start> begin(ReplicaId replica) {
        return await(store.begin(replica, MANY, false));
    }

    private static List<Taken> take(ReplicaId replica) {
        return await(store.take("j", replica, MANY, MAX_TRIES)).stream()
                .sorted(Comparator.comparing(taken -> taken.client().toString())).toList();
    }

    private static ScheduledJob find(String id) {
        return await(store.find(id)).orElseThrow();
    }

    private static void register(String... devices) {
        Stream.of(devices).forEach(id -> database.run("""
                insert into device (device_id, generation_id, etag, enabled, status_reason, authentication)
                values ($1, '1', 'e', true, '', 'sas')""", id));
    }

    private static Object row(String device, String column) {
        return database.value("select " + column + " from scheduled_job_device where device_id = '" + device + "'");
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }
}
