package io.nave.hub.devicebound;

import java.time.Instant;

import io.nave.hub.id.LockToken;

/**
 * A message that is with a receiver until its lock runs out. {@code deliveryCount} says how often it was abandoned before
 * (semantics §5.2), {@code redelivered} whether anybody received it before.
 */
public record LockedMessage(LockToken token, int deliveryCount, Instant enqueuedAt, Instant lockedUntil, boolean redelivered,
        DeviceBoundMessage message) {

    public long sequenceNumber() {
        return token.sequenceNumber();
    }
}
