package io.nave.routing.outbox;

import java.util.Map;

/** An endpoint that a stored message is for, by its number, and the application properties that are added for it. */
public record OutboxTarget(int endpoint, Map<String, String> enrichments) {
}
