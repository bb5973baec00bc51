package io.nave.hub.scheduled;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.jobs.JobFailure;
import io.nave.hub.queries.TwinSelections;
import io.nave.hub.scheduled.ScheduledJobStore.Start;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Begins jobs: selects their devices, page by page, once (semantics §7.1). Another replica goes on where one that died has come
 * to.
 */
@Singleton
final class JobStarts {

    private static final int PAGE = 1000;

    private final ScheduledJobStore store;
    private final TwinSelections selections;
    private final JobNews news;
    private final JobRounds rounds;
    private final ReplicaId replica;
    private final ScheduledJobLimits limits;

    JobStarts(ScheduledJobStore store, TwinSelections selections, JobNews news, JobRounds rounds, ReplicaId replica,
            ScheduledJobLimits limits) {
        this.store = store;
        this.selections = selections;
        this.news = news;
        this.rounds = rounds;
        this.replica = replica;
        this.limits = limits;
    }

    Multi<Void> run() {
        return rounds.each(this::round);
    }

    /** Whether a job was begun. */
    Uni<Boolean> round() {
        return store.begin(replica, limits.maxConcurrent(), news.isWanted())
                .call(start -> start.isEmpty() ? Uni.createFrom().voidItem() : begin(start.get()))
                .map(Optional::isPresent);
    }

    private Uni<Void> begin(Start start) {
        return Multi.createBy().repeating().uni(() -> new AtomicReference<>(start.after()), last -> page(start, last))
                .whilst(size -> size == PAGE).collect().last()
                .chain(() -> store.selected(start))
                .invoke(rounds::wake).invoke(news::told).replaceWithVoid()
                .onFailure().recoverWithUni(failure -> giveUp(start, failure));
    }

    /** How many there were. */
    private Uni<Integer> page(Start start, AtomicReference<Optional<ClientId>> last) {
        return selections.select(start.condition(), last.get(), PAGE)
                .call(page -> page.isEmpty() ? Uni.createFrom().voidItem()
                        : store.addDevices(start, page).invoke(JobFailure::requireHeld))
                .invoke(page -> last.set(page.isEmpty() ? last.get() : Optional.of(page.getLast())))
                .map(List::size);
    }

    /** While a store is away nothing is known of the job's worth: it is begun again. */
    private Uni<Void> giveUp(Start start, Throwable failure) {
        if (JobFailure.isOutage(failure)) {
            return Uni.createFrom().failure(failure);
        }
        if (JobFailure.isOurs(failure)) {
            rounds.report(failure);
        }
        return store.fail(start, JobFailure.reason(failure), news.isWanted()).invoke(news::told).replaceWithVoid();
    }
}
