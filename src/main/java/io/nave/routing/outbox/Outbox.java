package io.nave.routing.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.smallrye.mutiny.Uni;

/**
 * The port to what waits for custom endpoints (DESIGN §1): as many partitions as the event log has, in the order in which
 * messages were accepted. An entry is kept until every endpoint that it is for has taken it. Fails with SERVICE_UNAVAILABLE
 * when
 * the store is away. From any thread.
 */
public interface Outbox {

    /** Stores a message for endpoints; returns at once, and keeps the promises of {@code EventLog.append}. */
    void append(int partition, DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement);

    /**
     * Committed entries for this endpoint from this sequence number on, at most {@code max}, fewer when there are fewer or they
     * are large. It may be empty and yet say to go on further: what was passed over is for others.
     */
    Uni<OutboxSlice> read(int endpoint, int partition, long fromSequence, int max);

    /** Calls the listener, on any thread and perhaps without cause, after entries of the partition were committed. */
    Subscription onAppended(int partition, Runnable listener);

    /** Takes the cursor of a partition unless another replica holds it; empty when one does, or the endpoint is gone. */
    Uni<Optional<OutboxCursor>> claim(int endpoint, int partition, Duration lease);

    /** Moves the cursor and holds it for this time again; false when it is no longer held, and then nothing is moved. */
    Uni<Boolean> advance(OutboxCursor cursor, long nextSequence, Duration lease);

    /** Lets another replica have the cursor at once. */
    Uni<Void> release(OutboxCursor cursor);

    /** Keeps what an endpoint will not take, once for each, and forgets the oldest beyond {@code keep} of this endpoint. */
    Uni<Void> deadLetter(OutboxCursor cursor, List<OutboxEntry> entries, String reason, int keep);
}
