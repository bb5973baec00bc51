package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.scheduled.DeviceOutcome;
import io.nave.hub.scheduled.JobOrder;
import io.nave.hub.scheduled.JobStatistics;
import io.nave.hub.scheduled.JobTask;
import io.nave.hub.scheduled.JobTaskJson;
import io.nave.hub.scheduled.JobType;
import io.nave.hub.scheduled.ScheduledJob;
import io.nave.hub.scheduled.ScheduledJobStatus;
import io.nave.hub.scheduled.ScheduledJobStore.Added;
import io.nave.hub.scheduled.ScheduledJobStore.Running;
import io.nave.hub.scheduled.ScheduledJobStore.Start;
import io.nave.hub.scheduled.ScheduledJobStore.Taken;
import io.nave.hub.scheduled.ScheduledJobStore.TwinDone;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Rows of jobs and of their devices as the hub has them. */
final class ScheduledJobRows {

    private ScheduledJobRows() {
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    static Added added(Row row) {
        return switch (row.getString(0)) {
            case "added" -> Added.ADDED;
            case "known" -> Added.KNOWN;
            default -> Added.TOO_MANY;
        };
    }

    static ScheduledJob job(Row row) {
        JobOrder order = new JobOrder(row.getString("job_id"), task(row), row.getString("query_condition"),
                time(row, "start_at"), Duration.ofSeconds(row.getInteger("max_seconds")));
        return new ScheduledJob(order, ScheduledJobStatus.find(row.getString("status")).orElseThrow(),
                row.getOffsetDateTime("created_at").toInstant(), time(row, "ended_at"), row.getString("failure_reason"),
                new JobStatistics(row.getLong("devices"), row.getLong("failed"), row.getLong("succeeded"),
                        row.getLong("running"), row.getLong("pending")));
    }

    private static JobTask task(Row row) {
        return JobTaskJson.read(JobType.find(row.getString("job_type")).orElseThrow(), row.getString("task"));
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    static Start start(Row row) {
        String last = row.getString("last_device");
        return new Start(row.getString("job_id"), row.getLong("epoch"), row.getString("query_condition"),
                last.isEmpty() ? Optional.empty() : Optional.of(client(last, row.getString("last_module"))));
    }

    static ClientId client(String device, String module) {
        return new ClientId(new DeviceId(device), Optional.of(module).filter(id -> !id.isEmpty()).map(DeviceId::new));
    }

    static Running running(Row row) {
        return new Running(row.getString("job_id"), task(row));
    }

    static TwinDone twinDone(Row row) {
        Long version = row.getLong("version"); // null when there is no twin any more
        return new TwinDone(client(row.getString("device"), row.getString("module")), row.getBoolean("written"),
                version == null ? 0 : version);
    }

    static Taken taken(Row row) {
        return new Taken(client(row.getString("device"), row.getString("module")), row.getLong("claim"));
    }

    /** The parameters of end-scheduled-job-device.sql. */
    static @Nullable Object[] ending(String jobId, Taken device, DeviceOutcome outcome) {
        String id = device.client().device().value();
        String module = device.client().module().map(DeviceId::value).orElse("");
        return switch (outcome) {
            case DeviceOutcome.Done done -> values(jobId, id, module, device.epoch(), "completed", null, null, null, null);
            case DeviceOutcome.Answered answer -> values(jobId, id, module, device.epoch(), "completed", answer.status(),
                    answer.payload(), null, null);
            case DeviceOutcome.Refused refusal -> values(jobId, id, module, device.epoch(), "failed", null, null,
                    refusal.code().wireName(), refusal.description());
            case DeviceOutcome.Postponed later -> values(jobId, id, module, device.epoch(), "pending", null, null, null, null);
        };
    }

    private static @Nullable Object[] values(@Nullable Object... values) {
        return values;
    }
}
