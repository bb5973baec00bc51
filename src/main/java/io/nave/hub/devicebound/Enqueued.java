package io.nave.hub.devicebound;

import java.util.Optional;

/** A message that is stored: its place in the queue, and the replica that holds the device, as far as presence knows. */
public record Enqueued(long sequenceNumber, Optional<String> holder) {
}
