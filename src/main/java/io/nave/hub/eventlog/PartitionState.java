package io.nave.hub.eventlog;

/**
 * What a partition holds: the oldest sequence number kept, the last one given (-1 when there was never any) and when it was
 * enqueued, in milliseconds since 1970 (service-protocols §7.4).
 */
public record PartitionState(long beginSequenceNumber, long lastSequenceNumber, long lastEnqueuedAt) {

    public boolean isEmpty() {
        return lastSequenceNumber < beginSequenceNumber;
    }
}
