package io.nave.hub.telemetry;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;

/** Takes what devices say: checks its size and hands it on. Called on connection threads, per message; returns at once. */
@Singleton
public final class TelemetryService {

    private final MessageIntake intake;

    public TelemetryService(MessageIntake intake) {
        this.intake = intake;
    }

    /** Fails with MESSAGE_TOO_LARGE above 256 KB; otherwise the acknowledgement is completed as {@link MessageIntake} says. */
    public void send(DeviceMessage message, Acknowledgement acknowledgement) {
        if (message.size() > HubLimits.MAX_DEVICE_MESSAGE) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE,
                    "A message has at most " + HubLimits.MAX_DEVICE_MESSAGE + " bytes, properties included");
        }
        intake.accept(message, acknowledgement);
    }
}
