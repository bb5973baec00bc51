package io.nave.hub.devicebound;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageSize;
import io.nave.hub.message.SystemProperty;

/**
 * A cloud-to-device message as its sender wrote it: system properties (message id, correlation id, user id, absolute expiry
 * time, content type and encoding, ack), application properties, body (semantics §5.1). Where it goes is not part of it.
 */
public record DeviceBoundMessage(Map<SystemProperty, String> system, Map<String, String> application, MessageBody body) {

    /** Keeps the order of application properties; an empty map of system properties is fine. */
    public DeviceBoundMessage {
        EnumMap<SystemProperty, String> copy = new EnumMap<>(SystemProperty.class);
        copy.putAll(system);
        system = Collections.unmodifiableMap(copy);
        application = Collections.unmodifiableMap(new LinkedHashMap<>(application));
    }

    /** In bytes, as the limit counts it (semantics §8.2). */
    public int size() {
        return MessageSize.of(system, application, body);
    }

    public Optional<String> messageId() {
        return Optional.ofNullable(system.get(SystemProperty.MESSAGE_ID));
    }

    /** Fails with ARGUMENT_INVALID when it is none of the four kinds. */
    public DeliveryAcknowledgement acknowledgement() {
        return DeliveryAcknowledgement.parse(system.getOrDefault(SystemProperty.ACK, ""));
    }

    /** When the sender wants it to expire; fails with INVALID_MESSAGE_EXPIRY_TIME when what it wrote is no time. */
    public Optional<Instant> expiry() {
        return Optional.ofNullable(system.get(SystemProperty.ABSOLUTE_EXPIRY_TIME)).map(DeviceBoundMessage::time);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new HubException(ErrorCode.INVALID_MESSAGE_EXPIRY_TIME,
                    "The expiry time is not of the form 2026-01-31T12:00:00Z");
        }
    }

    /** Fails with MESSAGE_TOO_LARGE, ARGUMENT_INVALID or INVALID_MESSAGE_EXPIRY_TIME when it may not be sent like this. */
    public void check() {
        if (size() > HubLimits.MAX_DEVICE_BOUND_MESSAGE) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE,
                    "A cloud-to-device message has at most 64 KB, its properties included; this one has " + size() + " bytes");
        }
        if (!messageId().orElse("").matches("[\\x21-\\x7E]{0,128}")) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "A message id has at most 128 printable ASCII characters, and no space");
        }
        acknowledgement();
        expiry();
    }
}
