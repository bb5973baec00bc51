package io.nave.hub.devicebound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What lies in a queue and what was dead-lettered of late, the newest first; for administrators. {@code depth} counts all
 * messages, {@code messages} are the first of them.
 */
public record QueueView(int depth, List<Waiting> messages, List<DeadLetter> deadLetters) {

    public QueueView {
        messages = List.copyOf(messages);
        deadLetters = List.copyOf(deadLetters);
    }

    /** A message in the queue; locked when it is with a receiver. */
    public record Waiting(long sequenceNumber, int deliveryCount, Instant enqueuedAt, Instant expiresAt,
            Optional<Instant> lockedUntil, DeviceBoundMessage message) {
    }
}
