package io.nave.hub.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Uni;

/** The port to where jobs are kept. All changes are durable when their Uni completes. From any thread. */
public interface RegistryJobStore {

    /** How many jobs are remembered. */
    int MAX_KEPT = 100;
    /** How long a job is remembered when it is over. */
    Duration KEPT = Duration.ofDays(30);

    /**
     * Adds a job unless one is enqueued or running, and forgets those that are over since more than {@link #KEPT} or are more
     * than {@link #MAX_KEPT}.
     *
     * @return whether it was added
     */
    Uni<Boolean> add(RegistryJob job);

    Uni<Optional<RegistryJob>> find(String id);

    /** All of them, the newest first. */
    Uni<List<RegistryJob>> list();

    /** Ends a job that is not over; the claim on it is lost. Empty when there is no such job, unchanged when it is over. */
    Uni<Optional<RegistryJob>> cancel(String id, Instant at);

    /** Claims a job that is enqueued, or whose lease has run out at {@code now}; it is running then. No job is given twice. */
    Uni<Optional<TakenJob>> take(ReplicaId replica, Instant now, Instant leaseUntil);

    /** Whether the claim still holds; if so it does until then. */
    Uni<Boolean> renew(JobClaim claim, Instant leaseUntil);

    /** Notes how far a job has come, together with what was wrong in these lines, unless the claim is lost: then false. */
    Uni<Boolean> advance(JobClaim claim, int progress, ImportPosition position, List<LineError> errors);

    /** Ends a job, unless the claim is lost: then false. */
    Uni<Boolean> end(JobClaim claim, JobStatus status, String failureReason, Instant at);

    /** What was noted about lines after this one, in their order, at most {@code max}. */
    Uni<List<LineError>> errors(String jobId, long afterLine, int max);

    /** A job with the claim on it, and how far an import has come. */
    record TakenJob(RegistryJob job, JobClaim claim, ImportPosition position) {
    }
}
