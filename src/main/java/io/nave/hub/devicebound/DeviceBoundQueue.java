package io.nave.hub.devicebound;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to the queues of devices (semantics §5.1), with the rules of {@link DeviceBoundLimits}.
 *
 * <pre>
 *   enqueue ─► enqueued ──receive──► locked ──complete──► completed      feedback Success
 *                 ▲                   │ │ └────reject───► dead-lettered  Rejected
 *                 └─ abandon, lock ◄──┘ └─ abandoned too often ─► dead-lettered  DeliveryCountExceeded
 *                    lost, release
 *   enqueued or locked ── time to live over ─► dead-lettered  Expired      purge ─► dead-lettered  Purged
 * </pre>
 *
 * A queue is first in, first out: a message that comes back takes its old place. The delivery count rises when a message is
 * abandoned and then only (semantics §5.2); an abandon that would raise it above the maximum dead-letters the message. The
 * end of a message and its feedback, if its sender asked for that, are one step. A message whose time is over is never
 * delivered, and whoever has it locked finds it gone (NOT_FOUND). Every change is durable when its Uni completes, and
 * changes of a queue happen in the order in which they were asked for here. Every method fails with SERVICE_UNAVAILABLE when
 * the engine is away: then what was asked may have been done. From any thread.
 */
public interface DeviceBoundQueue {

    /** Who holds locks that nobody gives back, as over HTTP. */
    String NOBODY = "";

    /**
     * Appends a message that was checked. Fails with DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED when the queue is full, locked
     * messages
     * included and expired ones not, and with DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED when the engine has no memory left.
     */
    Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt);

    /**
     * Locks the next messages, at most {@code max}. {@code connection} is a name that no other connection ever has, without
     * spaces, or {@link #NOBODY}.
     */
    Uni<Received> receive(QueueId queue, String connection, int max);

    /**
     * Makes this the one connection of the device: what other connections have locked is free again, and their tokens are void;
     * what nobody's connection has locked stays so.
     */
    Uni<Void> takeOver(QueueId queue, String connection);

    /** Gives back what a connection has locked, for it is over. */
    Uni<Void> release(QueueId queue, String connection);

    /** The message has arrived, and is over. */
    Uni<Settlement> complete(QueueId queue, LockToken token);

    /** The device does not want it: it is dead-lettered. */
    Uni<Settlement> reject(QueueId queue, LockToken token);

    /** The device wants it later. */
    Uni<Settlement> abandon(QueueId queue, LockToken token);

    /** Dead-letters all that is in the queue, locked or not, and says how many these were. */
    Uni<Long> purge(QueueId queue);

    /** How many messages are in these queues, locked ones included; those without any may be left out. */
    Uni<Map<QueueId, Integer>> depths(Collection<QueueId> queues);

    /** Looks at a queue without touching it; at most {@code max} messages. */
    Uni<QueueView> view(QueueId queue, int max);

    /** Removes a queue whose device is gone, with all that is in it and without feedback. Doing so again does nothing. */
    Uni<Void> delete(QueueId queue);

    /**
     * Has {@code action} told, on any thread, whenever something that this replica did may have changed how many messages are
     * in a
     * queue. To be called before anything else is.
     */
    void whenChanged(Consumer<QueueId> action);

    /** Dead-letters what has expired; the server subscribes once. */
    Multi<Void> upkeep();
}
