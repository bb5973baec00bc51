package io.nave.hub.scheduled;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.queries.TwinSelections;
import io.nave.hub.scheduled.ScheduledJob.Filter;
import io.nave.hub.scheduled.ScheduledJob.JobMark;
import io.nave.hub.scheduled.ScheduledJobStore.Added;
import io.smallrye.mutiny.Uni;

/**
 * Orders jobs over many devices, tells how they stand, and cancels them (semantics §7.1). What is answered is stored. Fails
 * with
 * SERVICE_UNAVAILABLE when the store is away. From any thread; completes on a thread of the store.
 */
@Singleton
public final class ScheduledJobService {

    private final ScheduledJobStore store;
    private final TwinSelections selections;
    private final ScheduledJobLimits limits;
    private final JobNews news;
    private final JobRounds rounds;

    ScheduledJobService(ScheduledJobStore store, TwinSelections selections, ScheduledJobLimits limits, JobNews news,
            JobRounds rounds) {
        this.store = store;
        this.selections = selections;
        this.limits = limits;
        this.news = news;
        this.rounds = rounds;
    }

    /**
     * Stores a job, which begins when its time has come. Fails with ARGUMENT_INVALID when its condition is none,
     * JOB_ALREADY_EXISTS, or TOO_MANY_ACTIVE_JOBS.
     */
    public Uni<ScheduledJob> create(JobOrder order) {
        return Uni.createFrom().item(order).invoke(() -> selections.check(order.condition()))
                .chain(() -> store.add(order, limits, news.isWanted()))
                .invoke(added -> requireAdded(order, added))
                .chain(() -> get(order.id()))
                .invoke(rounds::wake).invoke(news::told);
    }

    private void requireAdded(JobOrder order, Added added) {
        switch (added) {
            case ADDED -> {
                // as wanted
            }
            case KNOWN -> throw new HubException(ErrorCode.JOB_ALREADY_EXISTS,
                    "There is a job with Id '" + order.id() + "' already; ids are kept for " + limits.kept().toDays()
                            + " days");
            case TOO_MANY -> throw new HubException(ErrorCode.TOO_MANY_ACTIVE_JOBS, "At most " + limits.maxConcurrent()
                    + " jobs may be under way, and " + ScheduledJobLimits.MAX_WAITING + " wait for their time");
        }
    }

    /** Fails with JOB_NOT_FOUND. */
    public Uni<ScheduledJob> get(String id) {
        return store.find(id).map(found -> present(id, found));
    }

    private static ScheduledJob present(String id, Optional<ScheduledJob> found) {
        return found.orElseThrow(() -> new HubException(ErrorCode.JOB_NOT_FOUND, "There is no job with Id '" + id + "'."));
    }

    /** The jobs that come after this one, the newest first; at most {@code max}. */
    public Uni<List<ScheduledJob>> list(Filter filter, Optional<JobMark> after, int max) {
        return store.list(filter, after, max);
    }

    /**
     * Cancels a job: devices that were not begun are left as they are, calls that are under way are waited for. A job that is
     * over stays as it is. Fails with JOB_NOT_FOUND.
     */
    public Uni<ScheduledJob> cancel(String id) {
        return store.cancel(id, news.isWanted()).chain(() -> store.close(news.isWanted())).chain(() -> get(id))
                .invoke(news::told);
    }
}
