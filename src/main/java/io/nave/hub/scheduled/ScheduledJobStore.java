package io.nave.hub.scheduled;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.scheduled.JobTask.TwinUpdate;
import io.nave.hub.scheduled.ScheduledJob.Filter;
import io.nave.hub.scheduled.ScheduledJob.JobMark;
import io.smallrye.mutiny.Uni;

/**
 * The port to where jobs and the rows of their devices are kept. All changes are durable when their Uni completes, and where
 * {@code tell} is true what they have to tell back ends is stored with them. Fails with SERVICE_UNAVAILABLE when the store is
 * away; then nobody knows what became of a change. From any thread.
 */
public interface ScheduledJobStore {

    Uni<Added> add(JobOrder order, ScheduledJobLimits limits, boolean tell);

    /** What became of a new job. */
    enum Added {
        ADDED,
        /** There is one of that id. */
        KNOWN,
        /** As many as may be are under way, or wait for their time. */
        TOO_MANY
    }

    Uni<Optional<ScheduledJob>> find(String id);

    /** Those that come after this one, the newest first; at most {@code max}. */
    Uni<List<ScheduledJob>> list(Filter filter, Optional<JobMark> after, int max);

    /** Ends a job that is not over; false when there is none. When this completes, nothing of it is begun any more. */
    Uni<Boolean> cancel(String id, boolean tell);

    /** Has this replica select the devices of the oldest job that may begin, or whose selector has died. */
    Uni<Optional<Start>> begin(ReplicaId replica, int maxConcurrent, boolean tell);

    /** Adds devices to what was selected, the last one of which is the highest; false when the job is no longer the claim's. */
    Uni<Boolean> addDevices(Start claim, List<ClientId> devices);

    /** All devices are selected, so that work begins; false when the job is no longer the claim's. */
    Uni<Boolean> selected(Start claim);

    /** Ends a job whose devices cannot be selected, unless it is no longer the claim's. */
    Uni<Boolean> fail(Start claim, String reason, boolean tell);

    /** The jobs of these types that are worked on. */
    Uni<List<Running>> running(Collection<JobType> types);

    /** Writes the twins of the next devices of a job and ends their rows, all in one transaction; at most {@code max}. */
    Uni<List<TwinDone>> updateTwins(String jobId, TwinUpdate task, int max, boolean tell);

    /**
     * Gives this replica the next devices of a job, or those that a dead one had, for calls that it makes itself; at most
     * {@code max}. One that was given {@code maxTries} times fails.
     */
    Uni<List<Taken>> take(String jobId, ReplicaId replica, int max, int maxTries);

    /** Notes what became of a device, unless it was ended or given to another replica meanwhile. */
    Uni<Void> end(String jobId, Taken device, DeviceOutcome outcome);

    /**
     * Ends what is left of jobs that are over or have run out of time, and the jobs that have nothing left.
     *
     * @return how many rows and jobs that were
     */
    Uni<Integer> close(boolean tell);

    /** Forgets some of what ended so long ago; false when there is no more. */
    Uni<Boolean> sweep(Duration kept);

    /** A job whose devices a replica selects; {@code after} is the last one that is there. */
    record Start(String jobId, long epoch, String condition, Optional<ClientId> after) {
    }

    /** A job that is worked on. */
    record Running(String jobId, JobTask task) {
    }

    /** A device whose twin was written or not; {@code desiredVersion} is that of its desired properties then. */
    record TwinDone(ClientId client, boolean written, long desiredVersion) {
    }

    /** A device that was given to a replica. */
    record Taken(ClientId client, long epoch) {
    }
}
