package io.nave.routing.outbox;

/**
 * How far an endpoint has taken a partition of the outbox, held under a lease: {@code epoch} tells this holding from earlier
 * and
 * later ones.
 */
public record OutboxCursor(int endpoint, int partition, long nextSequence, long epoch) {

    public OutboxCursor at(long next) {
        return new OutboxCursor(endpoint, partition, next, epoch);
    }
}
