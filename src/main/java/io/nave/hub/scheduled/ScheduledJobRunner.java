package io.nave.hub.scheduled;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What this replica does for jobs: begins them, does what they ask, ends them, and forgets them in the end. */
@Singleton
public final class ScheduledJobRunner {

    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final JobStarts starts;
    private final JobTwins twins;
    private final JobCalls calls;
    private final JobRounds rounds;
    private final ScheduledJobStore store;
    private final ScheduledJobLimits limits;

    ScheduledJobRunner(JobStarts starts, JobTwins twins, JobCalls calls, JobRounds rounds, ScheduledJobStore store,
            ScheduledJobLimits limits) {
        this.starts = starts;
        this.twins = twins;
        this.calls = calls;
        this.rounds = rounds;
        this.store = store;
        this.limits = limits;
    }

    /** Works until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        return Multi.createBy().merging().streams(starts.run(), twins.run(), calls.run(), sweeps());
    }

    private Multi<Void> sweeps() {
        return Multi.createFrom().ticks().every(SWEEP).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> sweep());
    }

    private Uni<Void> sweep() {
        return Multi.createBy().repeating().uni(() -> store.sweep(limits.kept())).whilst(more -> more).collect().last()
                .onFailure().invoke(rounds::report).onFailure().recoverWithNull().replaceWithVoid();
    }
}
