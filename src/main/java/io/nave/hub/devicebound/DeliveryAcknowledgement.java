package io.nave.hub.devicebound;

import java.util.Locale;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.servicebound.FeedbackStatus;

/** Which outcomes of a message its sender wants to hear of: {@code iothub-ack} (semantics §5.3). */
public enum DeliveryAcknowledgement {
    NONE,
    /** That it was completed. */
    POSITIVE,
    /** That it was dead-lettered. */
    NEGATIVE,
    FULL;

    /**
     * Reads the property in any case; {@code positiveonly} and {@code negativeonly} are what the Java client writes
     * (service-protocols §6.4). Fails with ARGUMENT_INVALID.
     */
    public static DeliveryAcknowledgement parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none", "" -> NONE;
            case "positive", "positiveonly" -> POSITIVE;
            case "negative", "negativeonly" -> NEGATIVE;
            case "full" -> FULL;
            default -> throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "iothub-ack is none, positive, negative or full");
        };
    }

    public boolean wants(FeedbackStatus status) {
        return status == FeedbackStatus.SUCCESS ? this == POSITIVE || this == FULL : this == NEGATIVE || this == FULL;
    }

    /** The value on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
