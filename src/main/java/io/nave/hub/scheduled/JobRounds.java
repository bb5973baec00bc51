package io.nave.hub.scheduled;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.nave.hub.jobs.JobBell;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** When replicas look for work: at once when there is some here, and else so often that the time of a job is not missed. */
@Singleton
final class JobRounds {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final JobBell bell;
    private final HubMonitor monitor;

    JobRounds(JobBell bell, HubMonitor monitor) {
        this.bell = bell;
        this.monitor = monitor;
    }

    /** Each time that it is worth looking; what comes while somebody looks is one. */
    Multi<Long> signals() {
        Multi<Long> polls = Multi.createFrom().ticks().every(POLL).onOverflow().drop();
        return Multi.createBy().merging().streams(polls, bell.rings()).onOverflow().dropPreviousItems();
    }

    /** Each time does rounds until one finds nothing to do; one that fails is reported and tried again the next time. */
    Multi<Void> each(Supplier<Uni<Boolean>> round) {
        return signals().onItem().transformToUniAndConcatenate(signal -> rounds(round));
    }

    private Uni<Void> rounds(Supplier<Uni<Boolean>> round) {
        return Multi.createBy().repeating().uni(round::get).whilst(busy -> busy).collect().last()
                .onFailure().invoke(this::report).onFailure().recoverWithNull().replaceWithVoid();
    }

    /** There is work for the other rounds. */
    void wake() {
        bell.ring();
    }

    void report(Throwable failure) {
        monitor.report(new BackgroundFailure("scheduled jobs", failure));
    }
}
