package io.nave.routing.outbox;

import java.time.Duration;
import java.time.Instant;
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

    /** Fixed when the log was created. */
    int partitionCount();

    /**
     * Stores a message for endpoints, in the partition of its device; returns at once, and keeps the promises of
     * {@code EventLog.append}.
     */
    void append(DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement);

    /**
     * Committed entries for this endpoint from this sequence number on, at most {@code max}, fewer when there are fewer or they
     * are large. It may be empty and yet say to go on further: what was passed over is for others. Tells on a thread that may
     * take its time.
     */
    Uni<OutboxSlice> read(int endpoint, int partition, long fromSequence, int max);

    /** Calls the listener, on any thread and perhaps without cause, after entries of the partition were committed. */
    Subscription onAppended(int partition, Runnable listener);

    /**
     * Takes every cursor of these endpoints that nobody holds, and holds those of this replica for this time again that have
     * less than six tenths of it left. The others stay as they are.
     */
    Uni<List<OutboxCursor>> hold(List<Integer> endpoints, Duration lease);

    /**
     * Moves the cursor behind what the endpoint has taken, holds it for this time again, and notes that it takes messages;
     * false
     * when it is no longer held, and then nothing is moved.
     */
    Uni<Boolean> delivered(OutboxCursor cursor, long nextSequence, Duration lease);

    /** Moves the cursor behind what the endpoint need not take; otherwise as {@link #delivered}. */
    Uni<Boolean> pass(OutboxCursor cursor, long nextSequence, Duration lease);

    /** Lets other replicas have all cursors at once. */
    Uni<Void> releaseAll();

    /** Notes that the endpoint took nothing, and why, and tells since when; empty when the cursor is no longer held. */
    Uni<Optional<Instant>> failed(OutboxCursor cursor, String error);

    /** How endpoints are doing, by what is known of all their partitions on all replicas. */
    Uni<List<EndpointRecord>> records();

    /** The dead letters of an endpoint that come after this number, oldest first. */
    Uni<List<DeadLetter>> deadLetters(int endpoint, long after, int max);

    /** Forgets the dead letters of an endpoint up to this number, and tells how many they were. */
    Uni<Long> forgetDeadLetters(int endpoint, long upTo);

    /** Keeps what an endpoint will not take, once for each, and forgets the oldest beyond {@code keep} of this endpoint. */
    Uni<Void> deadLetter(OutboxCursor cursor, List<OutboxEntry> entries, String reason, int keep);
}
