package io.nave.hub.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.jobs.JobRequest.Blob;
import io.nave.hub.jobs.JobRequest.StorageAccess;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** What every RegistryJobStore keeps to; the store is empty at the beginning of each test. */
public abstract class RegistryJobStoreContract {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123456Z");
    private static final Instant LEASE = NOW.plusSeconds(30);
    private static final ReplicaId ONE = new ReplicaId("one");
    private static final ReplicaId TWO = new ReplicaId("two");
    private static final ImportPosition SOMEWHERE = new ImportPosition(7, true, 1_000_000, 5_000_000_000L, true);
    private static final JobRequest IMPORT = new JobRequest(JobRequest.Type.IMPORT,
            Optional.of(new Blob("https://h/admin/files/in", "in.txt")), new Blob("https://h/admin/files/out", "o"),
            false, new StorageAccess("identityBased", "id"), Optional.of("configurations.txt"));
    private static final JobRequest EXPORT = new JobRequest(JobRequest.Type.EXPORT, Optional.empty(),
            new Blob("https://h/admin/files/out", "devices.txt"), true, StorageAccess.UNSAID);

    protected abstract RegistryJobStore store();

    @Test
    void jobIsReadAsItWasAdded() {
        // given
        RegistryJob job = RegistryJob.enqueued("j1", IMPORT, NOW);
        // then
        assertThat(await(store().add(job))).isTrue();
        assertThat(await(store().find("j1"))).contains(job);
        assertThat(await(store().find("j2"))).isEmpty();
    }

    @Test
    void signaturesAreSeenByWhoCarriesTheJobOutAndByNobodyElse() {
        // given
        JobRequest request = new JobRequest(JobRequest.Type.IMPORT, Optional.of(new Blob("https://h/in?sig=one", "in.txt")),
                new Blob("https://h/out?sig=two", "o"), false, StorageAccess.UNSAID);
        // when
        await(store().add(RegistryJob.enqueued("j1", request, NOW)));
        // then
        assertThat(queries(await(store().find("j1")).orElseThrow())).containsOnly("");
        assertThat(queries(await(store().list()).getFirst())).containsOnly("");
        assertThat(queries(take(ONE, NOW).orElseThrow().job())).containsExactly("?sig=one", "?sig=two");
        assertThat(queries(take(TWO, LEASE).orElseThrow().job())).as("after a takeover").containsExactly("?sig=one",
                "?sig=two");
        assertThat(queries(await(store().cancel("j1", NOW)).orElseThrow())).containsOnly("");
    }

    private static List<String> queries(RegistryJob job) {
        return List.of(job.request().input().orElseThrow().container().query(), job.request().output().container().query());
    }

    @Test
    void anotherJobIsAddedOnlyWhenTheFirstIsOver() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        RegistryJob second = RegistryJob.enqueued("j2", IMPORT, NOW.plusSeconds(1));
        // then
        assertThat(await(store().add(second))).as("while it waits").isFalse();
        TakenJob taken = take(ONE, NOW).orElseThrow();
        assertThat(await(store().add(second))).as("while it runs").isFalse();
        await(store().end(taken.claim(), JobStatus.FAILED, "why", NOW));
        assertThat(await(store().add(second))).as("when it is over").isTrue();
        assertThat(await(store().list())).extracting(RegistryJob::id).containsExactly("j2", "j1");
    }

    @Test
    void ofManyAtOnceOneIsAdded() {
        // when
        long added = Multi.createFrom().range(0, 10)
                .onItem().transformToUni(i -> store().add(RegistryJob.enqueued("j" + i, EXPORT, NOW))).merge(10)
                .filter(yes -> yes).collect().with(Collectors.counting()).await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(added).isEqualTo(1);
    }

    @Test
    void jobIsTakenOnce() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        // when
        List<Optional<TakenJob>> taken = Multi.createFrom().range(0, 10)
                .onItem().transformToUni(i -> store().take(ONE, NOW, LEASE)).merge(10).collect().asList()
                .await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(taken).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(await(store().find("j1")).map(RegistryJob::status)).contains(JobStatus.RUNNING);
    }

    @Test
    void jobWhoseLeaseRanOutGoesOnWhereItWas() {
        // given
        await(store().add(RegistryJob.enqueued("j1", IMPORT, NOW)));
        TakenJob first = take(ONE, NOW).orElseThrow();
        await(store().advance(first.claim(), 42, SOMEWHERE, List.of(new LineError(3, "e3"))));
        // then
        assertThat(first.position()).isEqualTo(ImportPosition.START);
        assertThat(take(TWO, LEASE.minusMillis(1))).as("while the lease holds").isEmpty();
        TakenJob second = take(TWO, LEASE).orElseThrow();
        assertThat(second.position()).isEqualTo(SOMEWHERE);
        assertThat(second.job().progress()).isEqualTo(42);
        assertThat(second.claim().epoch()).isGreaterThan(first.claim().epoch());
    }

    @Test
    void renewedLeaseHolds() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        TakenJob taken = take(ONE, NOW).orElseThrow();
        // then
        assertThat(await(store().renew(taken.claim(), LEASE.plusSeconds(30)))).isTrue();
        assertThat(take(TWO, LEASE.plusSeconds(29))).isEmpty();
        assertThat(take(TWO, LEASE.plusSeconds(30))).isPresent();
    }

    @Test
    void whoLostTheClaimNotesNothing() {
        // given
        await(store().add(RegistryJob.enqueued("j1", IMPORT, NOW)));
        JobClaim lost = take(ONE, NOW).orElseThrow().claim();
        JobClaim held = take(TWO, LEASE).orElseThrow().claim();
        // then
        assertThat(await(store().advance(lost, 99, SOMEWHERE, List.of(new LineError(1, "e"))))).isFalse();
        assertThat(await(store().renew(lost, LEASE.plusSeconds(99)))).isFalse();
        assertThat(await(store().end(lost, JobStatus.COMPLETED, "", NOW))).isFalse();
        assertThat(await(store().errors("j1", 0, 10))).isEmpty();
        assertThat(await(store().find("j1")).map(RegistryJob::progress)).contains(0);
        assertThat(await(store().end(held, JobStatus.COMPLETED, "", NOW))).isTrue();
    }

    @Test
    void endedJobSaysHow() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        JobClaim claim = take(ONE, NOW).orElseThrow().claim();
        await(store().advance(claim, 10, ImportPosition.START, List.of()));
        // when
        await(store().end(claim, JobStatus.FAILED, "why", LEASE));
        // then
        assertThat(await(store().find("j1"))).contains(
                new RegistryJob("j1", EXPORT, JobStatus.FAILED, 10, NOW, Optional.of(LEASE), "why"));
        assertThat(take(TWO, LEASE.plusSeconds(60))).isEmpty();
    }

    @Test
    void completedJobIsAtOneHundredPercent() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        // when
        await(store().end(take(ONE, NOW).orElseThrow().claim(), JobStatus.COMPLETED, "", LEASE));
        // then
        assertThat(await(store().find("j1"))).contains(
                new RegistryJob("j1", EXPORT, JobStatus.COMPLETED, 100, NOW, Optional.of(LEASE), ""));
    }

    @Test
    void cancelledJobIsOver() {
        // given
        await(store().add(RegistryJob.enqueued("j1", EXPORT, NOW)));
        JobClaim claim = take(ONE, NOW).orElseThrow().claim();
        // when
        Optional<RegistryJob> cancelled = await(store().cancel("j1", LEASE));
        // then
        assertThat(cancelled).contains(new RegistryJob("j1", EXPORT, JobStatus.CANCELLED, 0, NOW, Optional.of(LEASE), ""));
        assertThat(await(store().renew(claim, LEASE))).isFalse();
        assertThat(await(store().end(claim, JobStatus.COMPLETED, "", NOW))).isFalse();
        assertThat(await(store().cancel("j1", LEASE.plusSeconds(1)))).as("again").isEqualTo(cancelled);
        assertThat(await(store().cancel("j2", LEASE))).isEmpty();
    }

    @Test
    void errorsAreToldInTheOrderOfTheLines() {
        // given
        await(store().add(RegistryJob.enqueued("j1", IMPORT, NOW)));
        JobClaim claim = take(ONE, NOW).orElseThrow().claim();
        await(store().advance(claim, 1, SOMEWHERE, List.of(new LineError(9, "e9"), new LineError(4, "e4"))));
        await(store().advance(claim, 2, SOMEWHERE, List.of(new LineError(4, "e4 again"), new LineError(5, "e5"))));
        // then
        assertThat(await(store().errors("j1", 0, 2))).containsExactly(new LineError(4, "e4 again"), new LineError(5, "e5"));
        assertThat(await(store().errors("j1", 5, 2))).containsExactly(new LineError(9, "e9"));
        assertThat(await(store().errors("j1", 9, 2))).isEmpty();
    }

    @Test
    void historyIsBounded() {
        // given
        await(store().add(RegistryJob.enqueued("old", EXPORT, NOW.minus(RegistryJobStore.KEPT).minusSeconds(1))));
        await(store().cancel("old", NOW.minus(RegistryJobStore.KEPT).minusSeconds(1)));
        for (int i = 0; i < RegistryJobStore.MAX_KEPT + 5; i++) {
            await(store().add(RegistryJob.enqueued("j" + i, EXPORT, NOW.plusSeconds(i))));
            await(store().cancel("j" + i, NOW.plusSeconds(i)));
        }
        // then
        assertThat(await(store().list())).hasSize(RegistryJobStore.MAX_KEPT).first()
                .extracting(RegistryJob::id).isEqualTo("j104");
        assertThat(await(store().find("old"))).isEmpty();
        assertThat(await(store().find("j4"))).isEmpty();
        assertThat(await(store().find("j5"))).isPresent();
    }

    private Optional<TakenJob> take(ReplicaId replica, Instant now) {
        return await(store().take(replica, now, LEASE.plusSeconds(now.equals(NOW) ? 0 : 300)));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
