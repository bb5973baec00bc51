package io.nave.hub.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Carries out jobs, one at a time, on behalf of this replica. */
@Singleton
public final class RegistryJobRunner {

    /** After this time without a sign of life another replica takes the job. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration HEARTBEAT = LEASE.dividedBy(3);
    /** What other replicas have added or left is found this late at most. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private final RegistryJobStore store;
    private final RegistryImport importer;
    private final RegistryExport exporter;
    private final JobBell bell;
    private final ReplicaId replica;
    private final Clock clock;
    private final HubMonitor monitor;

    RegistryJobRunner(RegistryJobStore store, RegistryImport importer, RegistryExport exporter, JobBell bell, ReplicaId replica,
            Clock clock, HubMonitor monitor) {
        this.store = store;
        this.importer = importer;
        this.exporter = exporter;
        this.bell = bell;
        this.replica = replica;
        this.clock = clock;
        this.monitor = monitor;
    }

    /** Carries out jobs until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        Multi<Long> polls = Multi.createFrom().ticks().every(POLL).onOverflow().drop();
        return Multi.createBy().merging().streams(polls, bell.rings()).onOverflow().dropPreviousItems()
                .onItem().transformToUniAndConcatenate(signal -> runWaiting());
    }

    /** Carries out what is waiting. */
    Uni<Void> runWaiting() {
        return Multi.createBy().repeating().uni(this::takeOne)
                .whilst(Optional::isPresent)
                .collect().last().replaceWithVoid();
    }

    /** The job that was carried out; empty when there is none, or not now. */
    private Uni<Optional<TakenJob>> takeOne() {
        return store.take(replica, clock.instant(), leaseUntil())
                .chain(taken -> taken.isEmpty() ? Uni.createFrom().item(taken) : carryOut(taken.get()));
    }

    private Uni<Optional<TakenJob>> carryOut(TakenJob taken) {
        return Uni.combine().any().of(work(taken), heartbeat(taken.claim()))
                .chain(() -> end(taken.claim(), JobStatus.COMPLETED, ""))
                .replaceWith(Optional.of(taken))
                .onFailure().recoverWithUni(failure -> giveUp(taken, failure));
    }

    private Uni<Void> work(TakenJob taken) {
        return switch (taken.job().request().type()) {
            case IMPORT -> importer.run(taken);
            case EXPORT -> exporter.run(taken);
        };
    }

    /** Never completes; fails when the claim is lost. */
    private Uni<Void> heartbeat(JobClaim claim) {
        return Multi.createFrom().ticks().startingAfter(HEARTBEAT).every(HEARTBEAT).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> store.renew(claim, leaseUntil()))
                .invoke(JobFailure::requireHeld)
                .collect().last().replaceWithVoid();
    }

    /**
     * While a store is away nothing is known of the job's worth: it waits, and is taken again. Whose claim is lost ends
     * nothing.
     */
    private Uni<Optional<TakenJob>> giveUp(TakenJob taken, Throwable failure) {
        if (JobFailure.isOutage(failure)) {
            report(failure);
            return store.renew(taken.claim(), clock.instant()).replaceWith(Optional.empty());
        }
        if (JobFailure.isOurs(failure)) {
            report(failure);
        }
        return end(taken.claim(), JobStatus.FAILED, JobFailure.reason(failure)).replaceWith(Optional.of(taken));
    }

    private void report(Throwable failure) {
        monitor.report(new HubEvent.BackgroundFailure("a job of the identity registry", failure));
    }

    private Uni<Boolean> end(JobClaim claim, JobStatus status, String reason) {
        return store.end(claim, status, reason, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private Instant leaseUntil() {
        return clock.instant().plus(LEASE);
    }
}
