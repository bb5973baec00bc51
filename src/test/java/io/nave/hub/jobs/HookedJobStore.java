package io.nave.hub.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Uni;

/** Jobs as one replica sees them, with something happening before a step is noted: steps are counted from 1. */
final class HookedJobStore implements RegistryJobStore {

    private final RegistryJobStore store;
    private IntFunction<Uni<?>> beforeStep = step -> Uni.createFrom().voidItem();
    private int steps;

    HookedJobStore(RegistryJobStore store) {
        this.store = store;
    }

    void beforeStep(IntFunction<Uni<?>> hook) {
        beforeStep = hook;
    }

    int steps() {
        return steps;
    }

    @Override
    public Uni<Boolean> advance(JobClaim claim, int progress, ImportPosition position, List<LineError> errors) {
        return Uni.createFrom().deferred(() -> beforeStep.apply(++steps))
                .chain(() -> store.advance(claim, progress, position, errors));
    }

    @Override
    public Uni<Boolean> add(RegistryJob job) {
        return store.add(job);
    }

    @Override
    public Uni<Optional<RegistryJob>> find(String id) {
        return store.find(id);
    }

    @Override
    public Uni<List<RegistryJob>> list() {
        return store.list();
    }

    @Override
    public Uni<Optional<RegistryJob>> cancel(String id, Instant at) {
        return store.cancel(id, at);
    }

    @Override
    public Uni<Optional<TakenJob>> take(ReplicaId replica, Instant now, Instant leaseUntil) {
        return store.take(replica, now, leaseUntil);
    }

    @Override
    public Uni<Boolean> renew(JobClaim claim, Instant leaseUntil) {
        return store.renew(claim, leaseUntil);
    }

    @Override
    public Uni<Boolean> end(JobClaim claim, JobStatus status, String failureReason, Instant at) {
        return store.end(claim, status, failureReason, at);
    }

    @Override
    public Uni<List<LineError>> errors(String jobId, long afterLine, int max) {
        return store.errors(jobId, afterLine, max);
    }
}
