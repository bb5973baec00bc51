package io.nave.routing.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an endpoint. {@code failingSince} is the earliest time since when a partition has only failed;
 * {@code waiting}
 * counts entries of the outbox that it has not passed, those for other endpoints among them.
 */
public record EndpointRecord(int endpoint, Optional<Instant> lastAttempt, Optional<Instant> lastSuccess,
        Optional<Instant> lastErrorAt,
        String lastError, Optional<Instant> failingSince, long waiting, long deadLetters) {
}
