package io.nave.hub.scheduled;

import java.time.Instant;
import java.util.Optional;

/** A job as everybody may see it; {@code failureReason} is empty unless it failed. */
public record ScheduledJob(JobOrder order, ScheduledJobStatus status, Instant createdAt, Optional<Instant> endedAt,
        String failureReason, JobStatistics statistics) {

    public JobMark mark() {
        return new JobMark(createdAt, order.id());
    }

    /** The place of a job in a listing, the newest first; times are exact to the microsecond. */
    public record JobMark(Instant createdAt, String id) {
    }

    /** Which jobs to list; what is empty does not matter. */
    public record Filter(Optional<JobType> type, Optional<ScheduledJobStatus> status) {
    }
}
