package io.nave.hub.eventlog;

import io.nave.hub.message.DeviceMessage;

/**
 * A message in the log. {@code enqueuedAt} is milliseconds since 1970, never smaller than that of an event before it in the
 * partition.
 */
public record StoredEvent(long sequenceNumber, long enqueuedAt, DeviceMessage message) {

    /** The offset of the built-in endpoint: the text of the sequence number. */
    public String offset() {
        return Long.toString(sequenceNumber);
    }
}
