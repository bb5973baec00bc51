package io.nave.hub.eventlog;

import java.util.List;

/** Events that were read, and the sequence number to go on from. */
public record EventSlice(List<StoredEvent> events, long nextSequenceNumber) {

    public EventSlice {
        events = List.copyOf(events);
    }
}
