package io.nave.hub.jobs;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** Orders imports and exports of the registry, tells how they stand, and cancels them (service-protocols §5.13). */
@Singleton
public final class RegistryJobService {

    private final RegistryJobStore store;
    private final JobContainers containers;
    private final JobBell bell;
    private final Clock clock;

    RegistryJobService(RegistryJobStore store, JobContainers containers, JobBell bell, Clock clock) {
        this.store = store;
        this.containers = containers;
        this.bell = bell;
        this.clock = clock;
    }

    /**
     * Enqueues a job, which begins at once. Fails with BLOB_CONTAINER_VALIDATION_ERROR when a container is none, or does not
     * let
     * the hub read and write, ARGUMENT_INVALID when a name cannot be, and JOB_QUOTA_EXCEEDED while another job is not over
     * (semantics §7.3).
     */
    public Uni<RegistryJob> create(JobRequest request) {
        return Uni.createFrom().item(() -> enqueued(request))
                .call(() -> prove(request))
                .call(job -> store.add(job).invoke(RegistryJobService::requireAdded))
                .invoke(bell::ring);
    }

    private RegistryJob enqueued(JobRequest request) {
        request.input().ifPresent(this::container);
        JobContainer output = container(request.output());
        request.configurations().ifPresent(output::requireName);
        return RegistryJob.enqueued(UUID.randomUUID().toString(), request, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private JobContainer container(JobRequest.Blob blob) {
        JobContainer container = containers.resolve(blob.container());
        container.requireName(blob.name());
        return container;
    }

    /** The hub does what the job will do before it takes it (semantics §7.3). */
    private Uni<Void> prove(JobRequest request) {
        return request.input().map(input -> container(input).requireReadable(input.name()))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() -> container(request.output()).requireWritable());
    }

    private static void requireAdded(boolean added) {
        if (!added) {
            throw new HubException(ErrorCode.JOB_QUOTA_EXCEEDED,
                    "Another import or export is not over yet; wait for its end or cancel it");
        }
    }

    /** All jobs that are remembered, the newest first. */
    public Uni<List<RegistryJob>> list() {
        return store.list();
    }

    /** Fails with JOB_NOT_FOUND. */
    public Uni<RegistryJob> get(String id) {
        return store.find(id).map(found -> present(id, found));
    }

    /**
     * Cancels a job; what is under way, one batch at most, is still carried out. A job that is over stays as it is. Fails with
     * JOB_NOT_FOUND.
     */
    public Uni<RegistryJob> cancel(String id) {
        return store.cancel(id, clock.instant().truncatedTo(ChronoUnit.MICROS)).map(found -> present(id, found));
    }

    private static RegistryJob present(String id, Optional<RegistryJob> found) {
        return found.orElseThrow(() -> new HubException(ErrorCode.JOB_NOT_FOUND, "There is no job with Id '" + id + "'."));
    }
}
