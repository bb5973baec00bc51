package io.nave.hub.telemetry;

import java.util.List;

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
        requireSize(message);
        intake.accept(message, acknowledgement);
    }

    /**
     * Sends the messages of a batch, which are stored in this order. Fails with MESSAGE_TOO_LARGE when one of them is, and then
     * none is sent. The acknowledgement says that all are stored, or what the first refusal was; the log has no transaction
     * over several messages, so of a refused batch some may be stored, and come twice when it is sent again.
     */
    public void sendAll(List<DeviceMessage> messages, Acknowledgement acknowledgement) {
        messages.forEach(TelemetryService::requireSize);
        if (messages.isEmpty()) {
            acknowledgement.stored();
            return;
        }
        BatchAcknowledgement each = new BatchAcknowledgement(messages.size(), acknowledgement);
        messages.forEach(message -> intake.accept(message, each));
    }

    private static void requireSize(DeviceMessage message) {
        if (message.size() > HubLimits.MAX_DEVICE_MESSAGE) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE,
                    "A message has at most " + HubLimits.MAX_DEVICE_MESSAGE + " bytes, properties included");
        }
    }
}
