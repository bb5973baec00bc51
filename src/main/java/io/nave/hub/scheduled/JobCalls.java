package io.nave.hub.scheduled;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.scheduled.ScheduledJobStore.Running;
import io.nave.hub.scheduled.ScheduledJobStore.Taken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Makes the calls of jobs and sends their messages: some devices of each job in turn, so many at a time. */
@Singleton
final class JobCalls {

    private static final Set<JobType> TYPES = Set.of(JobType.DEVICE_METHOD, JobType.DEVICE_MESSAGE);
    private static final int BATCH = 16;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final int RETRIES = 30;

    private final ScheduledJobStore store;
    private final DeviceCalls calls;
    private final JobPace pace;
    private final JobRounds rounds;
    private final ReplicaId replica;
    private final ScheduledJobLimits limits;

    JobCalls(ScheduledJobStore store, DeviceCalls calls, JobPace pace, JobRounds rounds, ReplicaId replica,
            ScheduledJobLimits limits) {
        this.store = store;
        this.calls = calls;
        this.pace = pace;
        this.rounds = rounds;
        this.replica = replica;
        this.limits = limits;
    }

    /** A device of a job that is to be called now. */
    private record Due(Running job, Taken device) {
    }

    Multi<Void> run() {
        return rounds.signals()
                .onItem().transformToMultiAndConcatenate(signal -> takeAll())
                .onItem().transformToUni(this::carryOut).merge(limits.callsAtOnce());
    }

    private Multi<Due> takeAll() {
        return Multi.createBy().repeating().uni(this::takeSome).whilst(due -> !due.isEmpty())
                .onFailure().invoke(rounds::report).onFailure().recoverWithCompletion()
                .onItem().disjoint();
    }

    private Uni<List<Due>> takeSome() {
        return store.running(TYPES).chain(this::takeOfEach);
    }

    private Uni<List<Due>> takeOfEach(List<Running> jobs) {
        return Multi.createFrom().iterable(jobs).onItem().transformToUniAndConcatenate(this::take).collect().asList()
                .map(taken -> taken.stream().flatMap(List::stream).toList());
    }

    private Uni<List<Due>> take(Running job) {
        return pace.take(BATCH).chain(max -> take(job, max));
    }

    private Uni<List<Due>> take(Running job, int max) {
        return store.take(job.jobId(), replica, max, limits.maxTries())
                .invoke(taken -> pace.giveBack(max - taken.size()))
                .map(taken -> due(job, taken));
    }

    private static List<Due> due(Running job, List<Taken> taken) {
        return taken.stream().map(device -> new Due(job, device)).toList();
    }

    /** What cannot be noted for long stays with this replica until the time of the job is over. */
    private Uni<Void> carryOut(Due due) {
        return calls.carryOut(due.job().task(), due.device())
                .chain(outcome -> note(due, outcome))
                .onFailure().invoke(rounds::report).onFailure().recoverWithNull();
    }

    private Uni<Void> note(Due due, DeviceOutcome outcome) {
        return store.end(due.job().jobId(), due.device(), outcome)
                .onFailure().retry().withBackOff(RETRY, LONGEST_RETRY).atMost(RETRIES);
    }
}
