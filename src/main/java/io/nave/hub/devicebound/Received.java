package io.nave.hub.devicebound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What there was for a receiver, in the order of the queue. {@code nextAt} is when the first lock of a message that is out
 * runs out, of these or of those that others hold; empty when none is out.
 */
public record Received(List<LockedMessage> messages, Optional<Instant> nextAt) {

    public Received {
        messages = List.copyOf(messages);
    }
}
