package io.nave.hub.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * A job as everybody may see it: {@code progress} is in percent, {@code endedAt} empty while it is not over, and
 * {@code failureReason} empty unless it failed.
 */
public record RegistryJob(String id, JobRequest request, JobStatus status, int progress, Instant createdAt,
        Optional<Instant> endedAt, String failureReason) {

    static RegistryJob enqueued(String id, JobRequest request, Instant now) {
        return new RegistryJob(id, request, JobStatus.ENQUEUED, 0, now, Optional.empty(), "");
    }
}
