package io.nave.routing.endpoints;

import java.util.List;
import java.util.Optional;

import io.nave.routing.outbox.OutboxEntry;

/**
 * What became of entries. All before the sequence number {@code checkpoint} lie durably at the endpoint or are among
 * {@code refused}; they are never sent again. An endpoint that keeps entries to write them together leaves the checkpoint where
 * it
 * was; one that never had an entry says 0. With a fault, all from the checkpoint on are sent again after a pause.
 */
public record Delivery(long checkpoint, List<Refusal> refused, Optional<EndpointFault> fault) {

    /** An entry that the endpoint will never take, and why. */
    public record Refusal(OutboxEntry entry, String reason) {
    }

    public Delivery {
        refused = List.copyOf(refused);
    }

    /** All before this are there. */
    public static Delivery upTo(long checkpoint) {
        return new Delivery(checkpoint, List.of(), Optional.empty());
    }

    /** All before this are there, and the next could not be sent. */
    public static Delivery failedAt(long checkpoint, EndpointFault fault) {
        return new Delivery(checkpoint, List.of(), Optional.of(fault));
    }
}
