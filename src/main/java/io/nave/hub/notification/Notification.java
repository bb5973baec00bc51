package io.nave.hub.notification;

import java.time.Instant;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageSource;

/**
 * Something that happened to a device or module, for back ends (semantics §2). {@code opType} and {@code body}, a JSON text,
 * are
 * the documented ones of its source; {@code generationId} is the identity's.
 */
public record Notification(MessageSource source, ClientId client, String generationId, String opType, Instant at, String body) {
}
