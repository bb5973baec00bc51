package io.nave.routing.outbox;

import java.util.List;

/** Entries that were read for an endpoint, and the sequence number to go on from; between them lie those of others. */
public record OutboxSlice(List<OutboxEntry> entries, long nextSequence) {

    public OutboxSlice {
        entries = List.copyOf(entries);
    }
}
