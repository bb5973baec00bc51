package io.nave.storage.postgres;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.scheduled.DeviceOutcome;
import io.nave.hub.scheduled.DeviceOutcome.Refused;
import io.nave.hub.scheduled.JobOrder;
import io.nave.hub.scheduled.JobTask.TwinUpdate;
import io.nave.hub.scheduled.JobType;
import io.nave.hub.scheduled.ScheduledJob;
import io.nave.hub.scheduled.ScheduledJob.Filter;
import io.nave.hub.scheduled.ScheduledJob.JobMark;
import io.nave.hub.scheduled.ScheduledJobLimits;
import io.nave.hub.scheduled.ScheduledJobStatus;
import io.nave.hub.scheduled.ScheduledJobStore;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinStore;
import io.smallrye.mutiny.Uni;

/** Jobs and the rows of their devices in PostgreSQL: each step is one call of a function (V16__jobs.sql). */
@Singleton
final class PostgresScheduledJobStore implements ScheduledJobStore {

    private static final String ADD = "select nave_job_add($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    private static final String LIST = StatementText.load("list-scheduled-jobs.sql");
    private static final String END_JOB = "select nave_job_end($1, $2, $3, $4, $5)";
    private static final String BEGIN = "select * from nave_job_begin($1, $2, $3)";
    private static final String ADD_DEVICES = StatementText.load("add-scheduled-job-devices.sql");
    private static final String SELECTED = """
            update scheduled_job set selected = true where job_id = $1 and epoch = $2 and status = 'running' and not selected""";
    private static final String RUNNING = """
            select job_id, job_type, task from scheduled_job
            where not settled and selected and status = 'running' and job_type = any($1) order by created_at, job_id""";
    private static final String UPDATE_TWINS = """
            select * from nave_job_update_twins($1, $2, $3, cast($4 as text)::jsonb, cast($5 as text)::jsonb, $6, $7, $8, $9,
                cast($10 as text)::jsonb)""";
    private static final String TAKE = "select * from nave_job_take($1, $2, $3, $4, $5, $6)";
    private static final String END_DEVICE = StatementText.load("end-scheduled-job-device.sql");
    private static final String CLOSE = "select nave_job_close($1, $2, $3, $4)";
    private static final String SWEEP = StatementText.load("sweep-scheduled-jobs.sql");

    private static final int CLOSED_AT_ONCE = 1000;
    private static final int SWEPT_AT_ONCE = 5000;
    private static final Refused TOO_LATE = new Refused(ErrorCode.JOB_RUN_PRECONDITION_FAILED,
            "The time of the job was over before this device was done.");
    private static final Refused TRIED_TOO_OFTEN = new Refused(ErrorCode.SERVER_ERROR,
            "The hub has tried it as often as it may; whether the device has done it is not known.");

    private final PostgresStatements statements;

    PostgresScheduledJobStore(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<Added> add(JobOrder order, ScheduledJobLimits limits, boolean tell) {
        return statements.run(ADD, order.id(), order.task().type().wireName(), order.task().document(), order.condition(),
                order.startAt().map(start -> start.atOffset(ZoneOffset.UTC)).orElse(null),
                Math.toIntExact(order.maxExecution().toSeconds()), limits.maxConcurrent(), ScheduledJobLimits.MAX_WAITING, tell)
                .map(rows -> ScheduledJobRows.added(rows.iterator().next()));
    }

    @Override
    public Uni<Optional<ScheduledJob>> find(String id) {
        return list(id, new Filter(Optional.empty(), Optional.empty()), Optional.empty(), 1)
                .map(found -> found.stream().findFirst());
    }

    @Override
    public Uni<List<ScheduledJob>> list(Filter filter, Optional<JobMark> after, int max) {
        return list(null, filter, after, max);
    }

    private Uni<List<ScheduledJob>> list(@Nullable String id, Filter filter, Optional<JobMark> after,
            int max) {
        return statements.run(LIST, id, filter.type().map(JobType::wireName).orElse(null),
                filter.status().map(ScheduledJobStatus::wireName).orElse(null),
                after.map(mark -> mark.createdAt().atOffset(ZoneOffset.UTC)).orElse(null), after.map(JobMark::id).orElse(null),
                max).map(rows -> ScheduledJobRows.all(rows, ScheduledJobRows::job));
    }

    @Override
    public Uni<Boolean> cancel(String id, boolean tell) {
        return statements.run(END_JOB, id, null, ScheduledJobStatus.CANCELLED.wireName(), "", tell)
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    @Override
    public Uni<Optional<Start>> begin(ReplicaId replica, int maxConcurrent, boolean tell) {
        return statements.run(BEGIN, replica.incarnation(), maxConcurrent, tell)
                .map(rows -> ScheduledJobRows.all(rows, ScheduledJobRows::start).stream().findFirst());
    }

    @Override
    public Uni<Boolean> addDevices(Start claim, List<ClientId> devices) {
        String[] ids = devices.stream().map(client -> client.device().value()).toArray(String[]::new);
        String[] modules = devices.stream().map(client -> client.module().map(DeviceId::value).orElse(""))
                .toArray(String[]::new);
        return statements.run(ADD_DEVICES, claim.jobId(), claim.epoch(), ids, modules).map(rows -> rows.size() > 0);
    }

    @Override
    public Uni<Boolean> selected(Start claim) {
        return statements.run(SELECTED, claim.jobId(), claim.epoch()).map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<Boolean> fail(Start claim, String reason, boolean tell) {
        return statements.run(END_JOB, claim.jobId(), claim.epoch(), ScheduledJobStatus.FAILED.wireName(), reason, tell)
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    @Override
    public Uni<List<Running>> running(Collection<JobType> types) {
        return statements.run(RUNNING, (Object) types.stream().map(JobType::wireName).toArray(String[]::new))
                .map(rows -> ScheduledJobRows.all(rows, ScheduledJobRows::running));
    }

    @Override
    public Uni<List<TwinDone>> updateTwins(String jobId, TwinUpdate task, int max, boolean tell) {
        var expected = TwinService.expected(task.etag());
        return statements.run(UPDATE_TWINS, jobId, max, expected.isPresent() ? expected.getAsLong() : null,
                task.write().tags().map(TwinPatch::json).orElse(null),
                task.write().desired().map(TwinPatch::json).orElse(null), TwinSection.TAGS.maxSize(),
                TwinSection.DESIRED.maxSize(), TwinStore.REMEMBERED_CHANGES, tell, TwinRefusals.WORDS)
                .map(rows -> ScheduledJobRows.all(rows, ScheduledJobRows::twinDone));
    }

    @Override
    public Uni<List<Taken>> take(String jobId, ReplicaId replica, int max, int maxTries) {
        return statements.run(TAKE, jobId, replica.incarnation(), max, maxTries, TRIED_TOO_OFTEN.code().wireName(),
                TRIED_TOO_OFTEN.description()).map(rows -> ScheduledJobRows.all(rows, ScheduledJobRows::taken));
    }

    @Override
    public Uni<Void> end(String jobId, Taken device, DeviceOutcome outcome) {
        return statements.run(END_DEVICE, ScheduledJobRows.ending(jobId, device, outcome)).replaceWithVoid();
    }

    @Override
    public Uni<Integer> close(boolean tell) {
        return statements.run(CLOSE, CLOSED_AT_ONCE, TOO_LATE.code().wireName(), TOO_LATE.description(), tell)
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    @Override
    public Uni<Boolean> sweep(Duration kept) {
        return statements.run(SWEEP, kept.toMillis(), SWEPT_AT_ONCE).map(rows -> rows.iterator().next().getLong(0) > 0);
    }
}
