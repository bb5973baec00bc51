package io.nave.routing.endpoints;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;

/**
 * Carries one partition of the outbox to an endpoint, in order (semantics §1.6). Called by one forwarder, again only when the
 * call before has completed, on any thread. After a fault it starts anew with the entry that the last checkpoint names, so it
 * forgets what it still keeps.
 */
public interface PartitionSender {

    /**
     * Sends entries in the order of their sequence numbers, and completes when all of them are sent or kept for later, or one
     * could not be. Tells what went wrong in the {@link Delivery}; a failed Uni is an INTERNAL_ERROR with no entry taken.
     * Without
     * entries it does what time asks for. It gives up by itself after a time that suits the protocol.
     */
    Uni<Delivery> send(List<OutboxEntry> entries);

    /** After how long {@link #send} is called even though there is nothing new; empty when time asks for nothing. */
    default Optional<Duration> patience() {
        return Optional.empty();
    }

    /** Drops what it keeps; what is not checkpointed is sent again by the next. Never fails. */
    Uni<Void> close();
}
