package io.nave.hub.notification;

import java.time.Instant;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageSource;

/**
 * Something that happened to a device or module, for back ends (semantics §2). {@code opType} and {@code body}, a JSON text,
 * are
 * the documented ones of its source; {@code generationId} is the identity's; {@code modelId} is what the device says it is,
 * empty
 * when it says nothing or that does not matter.
 */
public record Notification(MessageSource source, ClientId client, String generationId, String opType, Instant at, String body,
        String modelId) {

    public Notification(MessageSource source, ClientId client, String generationId, String opType, Instant at, String body) {
        this(source, client, generationId, opType, at, body, "");
    }
}
