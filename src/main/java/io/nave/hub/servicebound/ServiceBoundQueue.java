package io.nave.hub.servicebound;

import java.util.List;

import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to messages that wait for the back end, one queue for the whole hub (semantics §5.3, §7.4). Receivers compete for
 * them; what is completed is gone for everybody. Messages are delivered in their order, and expire. All changes are durable
 * when their Uni completes; every method fails with SERVICE_UNAVAILABLE when the engine is away. From any thread.
 */
public interface ServiceBoundQueue<M extends ServiceBoundMessage> {

    /** Who receives one message at a time and says nothing when it goes, as over HTTP. */
    String NOBODY = "";

    /**
     * Locks the next messages, at most {@code max}, for the lock time. {@code receiver} is a name of its own for a link,
     * without spaces, so that {@link #release} can give back what it did not settle; else {@link #NOBODY}.
     */
    Uni<List<M>> receive(String receiver, int max);

    /** Removes a message. */
    Uni<Settlement> complete(LockToken token);

    /** Gives a message back; it is dropped when that would happen more often than the maximum delivery count says. */
    Uni<Settlement> abandon(LockToken token);

    /** Drops a message that its receiver cannot read. */
    Uni<Settlement> reject(LockToken token);

    /** Gives back what a receiver holds; the delivery counts stay. */
    Uni<Void> release(String receiver);

    /** Forgets what has expired, and whatever else has to be done again and again; the server subscribes once. */
    Multi<Void> upkeep();
}
