package io.nave.routing.outbox;

import io.nave.hub.message.DeviceMessage;

/**
 * A message that waits for an endpoint, enriched for it. {@code enqueuedAt} is milliseconds since 1970.
 */
public record OutboxEntry(long sequence, long enqueuedAt, DeviceMessage message) {
}
