package io.nave.hub.scheduled;

import java.time.Duration;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.Delays;
import io.nave.hub.id.ClientId;
import io.nave.hub.methods.MethodService;
import io.nave.hub.scheduled.ScheduledJobStore.Taken;
import io.smallrye.mutiny.Uni;

/** Does to one device what a job asks, through the services that back ends use too. */
@Singleton
final class DeviceCalls {

    /** After these nothing has reached the device, and it is worth another attempt. */
    private static final Set<ErrorCode> WORTH_A_RETRY = Set.of(ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.SERVER_BUSY,
            ErrorCode.THROTTLE_BACKLOG_LIMIT_EXCEEDED, ErrorCode.THROTTLING);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final MethodService methods;
    private final DeviceBoundService messages;
    private final Delays delays;

    DeviceCalls(MethodService methods, DeviceBoundService messages, Delays delays) {
        this.methods = methods;
        this.messages = messages;
        this.delays = delays;
    }

    /** Never fails; what is postponed has waited already. */
    Uni<DeviceOutcome> carryOut(JobTask task, Taken device) {
        return attempt(task, device.client()).onFailure().recoverWithUni(failure -> refused(failure, device.epoch()));
    }

    private Uni<DeviceOutcome> attempt(JobTask task, ClientId client) {
        return switch (task) {
            case JobTask.Method method -> methods.invoke(method.call(client))
                    .map(result -> new DeviceOutcome.Answered(result.status(), result.payload()));
            case JobTask.Message message -> client.module().isPresent() ? Uni.createFrom().failure(noQueue())
                    : messages.send(client.device(), message.message()).replaceWith(new DeviceOutcome.Done());
            case JobTask.TwinUpdate update -> throw new IllegalStateException("The store writes twins: " + update.type());
        };
    }

    private static HubException noQueue() {
        return new HubException(ErrorCode.INVALID_OPERATION, "Messages are for devices; modules have no queue");
    }

    private Uni<DeviceOutcome> refused(Throwable failure, long tries) {
        if (!(failure instanceof HubException refusal)) {
            return Uni.createFrom().item(new DeviceOutcome.Refused(ErrorCode.SERVER_ERROR, "InternalServerError"));
        }
        return WORTH_A_RETRY.contains(refusal.code())
                ? delays.after(PAUSE.multipliedBy(tries)).replaceWith(new DeviceOutcome.Postponed())
                : Uni.createFrom().item(new DeviceOutcome.Refused(refusal.code(), refusal.detail()));
    }
}
