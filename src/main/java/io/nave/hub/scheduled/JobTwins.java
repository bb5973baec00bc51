package io.nave.hub.scheduled;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.nave.hub.scheduled.JobTask.TwinUpdate;
import io.nave.hub.scheduled.ScheduledJobStore.Running;
import io.nave.hub.scheduled.ScheduledJobStore.TwinDone;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Writes the twins of jobs, some of each job in turn, and tells devices and back ends of it as of any write; then ends what has
 * nothing left.
 */
@Singleton
final class JobTwins {

    private static final int BATCH = 50;

    private final ScheduledJobStore store;
    private final TwinService twins;
    private final JobPace pace;
    private final JobNews news;
    private final JobRounds rounds;

    JobTwins(ScheduledJobStore store, TwinService twins, JobPace pace, JobNews news, JobRounds rounds) {
        this.store = store;
        this.twins = twins;
        this.pace = pace;
        this.news = news;
        this.rounds = rounds;
    }

    Multi<Void> run() {
        return rounds.each(this::round);
    }

    /** Whether something was done. */
    Uni<Boolean> round() {
        return store.running(Set.of(JobType.UPDATE_TWIN))
                .chain(this::applyEach)
                .chain(this::close);
    }

    private Uni<Boolean> close(int done) {
        return store.close(news.isWanted()).invoke(news::told).map(closed -> done + closed > 0);
    }

    private Uni<Integer> applyEach(List<Running> jobs) {
        return Multi.createFrom().iterable(jobs).onItem().transformToUniAndConcatenate(this::apply)
                .collect().with(Collectors.summingInt(Integer::intValue));
    }

    private Uni<Integer> apply(Running job) {
        return job.task() instanceof TwinUpdate update
                ? pace.take(BATCH).chain(max -> apply(job.jobId(), update, max))
                : Uni.createFrom().item(0);
    }

    private Uni<Integer> apply(String jobId, TwinUpdate update, int max) {
        boolean tell = twins.isTold();
        return store.updateTwins(jobId, update, max, tell)
                .invoke(done -> pace.giveBack(max - done.size()))
                .call(done -> announce(update, done))
                .map(List::size);
    }

    /** The writes are stored: a notice that fails is found in the store by whoever holds the device. */
    private Uni<Void> announce(TwinUpdate update, List<TwinDone> done) {
        return Multi.createFrom().iterable(done).filter(TwinDone::written)
                .onItem().transformToUniAndMerge(
                        twin -> twins.stored(twin.client(), update.write().desired().map(TwinPatch::json),
                                twin.desiredVersion()))
                .collect().last().replaceWithVoid()
                .onFailure().invoke(rounds::report).onFailure().recoverWithNull();
    }
}
