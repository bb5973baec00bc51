package io.nave.routing.outbox;

/**
 * A message that an endpoint did not take: in time, or at all. {@code at} is when it was given up, in milliseconds since 1970.
 */
public record DeadLetter(long number, int partition, OutboxEntry entry, long at, String reason) {
}
