package io.nave.hub.eventlog;

import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The log that back ends read: partitions of messages with sequence numbers from 0 without gaps, in the order in which they
 * were
 * appended. Its adapters pass one contract test.
 */
public interface EventLog {

    /** How many partitions there are; fixed when the log was created. Valid once {@link #open()} has completed. */
    int partitionCount();

    /** Opens the log, creating it when it is new. Fails when the store does not promise durability (DESIGN §2). */
    Uni<Void> open();

    /** Stores what is still waiting, refuses what comes later, and completes when nothing is in flight. */
    Uni<Void> close();

    /**
     * Appends a message; returns at once. Acknowledged means stored: {@code stored()} after the batch that holds the message is
     * committed. {@code refused(SERVER_BUSY)} when too many bytes are waiting, {@code refused(SERVICE_UNAVAILABLE)} when the
     * store is gone for longer than the log waits for it. From any thread; messages appended by one thread keep their order.
     */
    void append(int partition, DeviceMessage message, Acknowledgement acknowledgement);

    /** What a partition holds now. */
    Uni<PartitionState> state(int partition);

    /** The first sequence number that a reader starting there gets; it may be that of the next event to come. */
    Uni<Long> resolve(int partition, StartPosition start);

    /**
     * Reads committed events from this sequence number on (or from the oldest kept, if that is later), in order, at most
     * {@code maxEvents}; fewer when there are fewer or when they are large. Empty at the tail. Never returns an event while one
     * with a smaller sequence number may still become visible.
     */
    Uni<EventSlice> read(int partition, long fromSequenceNumber, int maxEvents);

    /**
     * Calls the listener, on any thread and perhaps without cause, after events of the partition were committed by this or
     * another replica. It must return at once. Close the subscription to stop.
     */
    Subscription onAppended(int partition, Runnable listener);

    /**
     * The log's own work (retention, tables made ahead, the slow poll that heals lost wake-ups); the server subscribes once.
     */
    Multi<Void> upkeep();

    /** Something that can be ended, once. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
