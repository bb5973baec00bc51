package io.nave.hub.servicebound;

import java.time.Instant;

import io.nave.hub.id.DeviceId;

/**
 * Tells the back end what became of one message (semantics §5.3). {@code at} is the time of the outcome, and
 * {@code originalMessageId} empty when the sender gave the message no id.
 */
public record FeedbackRecord(String originalMessageId, Instant at, FeedbackStatus status, DeviceId device,
        String generationId) {
}
