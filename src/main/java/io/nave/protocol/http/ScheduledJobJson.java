package io.nave.protocol.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.WireTime;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.RawJson;
import io.nave.hub.scheduled.JobOrder;
import io.nave.hub.scheduled.JobStatistics;
import io.nave.hub.scheduled.JobTask;
import io.nave.hub.scheduled.JobTaskJson;
import io.nave.hub.scheduled.JobType;
import io.nave.hub.scheduled.ScheduledJob;

/** The document of a scheduled job (semantics §7.1, service-protocols §5.14); what clients send as null they do not say. */
final class ScheduledJobJson {

    private ScheduledJobJson() {
    }

    /** Without members that are empty, which the Java client cannot read. */
    static ObjectNode write(ScheduledJob job) {
        JobOrder order = job.order();
        JobTask task = order.task();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("jobId", order.id());
        json.put("queryCondition", order.condition());
        json.put("createdTime", WireTime.of(job.createdAt()));
        json.put("startTime", WireTime.of(order.startAt().orElse(job.createdAt())));
        job.endedAt().ifPresent(at -> json.put("endTime", WireTime.of(at)));
        json.put("maxExecutionTimeInSeconds", order.maxExecution().toSeconds());
        json.put("type", task.type().wireName());
        json.putRawValue(task.type().member(), new RawValue(task.document()));
        json.put("status", job.status().wireName());
        if (!job.failureReason().isEmpty()) {
            json.put("failureReason", job.failureReason());
        }
        json.set("deviceJobStatistics", statistics(job.statistics()));
        return json;
    }

    private static ObjectNode statistics(JobStatistics statistics) {
        return JsonNodeFactory.instance.objectNode().put("deviceCount", statistics.devices())
                .put("failedCount", statistics.failed()).put("succeededCount", statistics.succeeded())
                .put("runningCount", statistics.running()).put("pendingCount", statistics.pending());
    }

    /** Reads an order. Fails with IOT_HUB_FORMAT_ERROR, ARGUMENT_INVALID, ARGUMENT_NULL, or what is wrong with its task. */
    static JobOrder read(String id, byte[] body) {
        JsonNode json = JsonText.object(body);
        if (!JsonFields.text(json, "jobId").orElse(id).equals(id)) {
            throw JsonFields.invalid("jobId is not the one of the path");
        }
        return new JobOrder(id, task(json, body), JsonFields.text(json, "queryCondition").orElse(""),
                JsonFields.text(json, "startTime").flatMap(ScheduledJobJson::startTime), maxExecution(json));
    }

    private static JobTask task(JsonNode json, byte[] body) {
        JobType type = JsonFields.text(json, "type").flatMap(JobType::find).orElseThrow(() -> JsonFields.invalid(
                "type is scheduleUpdateTwin, scheduleDeviceMethod or scheduleCloudToDeviceMessage"));
        if (JsonFields.object(json, type.member()).isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_NULL, type.member() + " is missing");
        }
        return JobTaskJson.read(type, RawJson.split(body, type.member()).member().orElseThrow());
    }

    /** Empty when the client has none and sends the year 1 (service-protocols §4.7). */
    private static Optional<Instant> startTime(String text) {
        return LenientTime.parse(text).or(() -> {
            throw JsonFields.invalid("startTime is not of the form 2026-01-31T12:00:00Z");
        }).filter(time -> time.isAfter(LenientTime.UNSET));
    }

    private static Duration maxExecution(JsonNode json) {
        return JsonFields.integer(json, "maxExecutionTimeInSeconds").filter(seconds -> seconds != 0).map(Duration::ofSeconds)
                .orElse(JobOrder.DEFAULT_EXECUTION);
    }
}
