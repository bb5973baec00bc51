package io.nave.hub.devicebound;

import java.time.Instant;

import io.nave.hub.servicebound.FeedbackStatus;

/** A message that ended without having been completed: why and when; for administrators. */
public record DeadLetter(long sequenceNumber, FeedbackStatus reason, Instant at, int deliveryCount, Instant enqueuedAt,
        DeviceBoundMessage message) {
}
