package io.nave.hub.servicebound;

import java.util.List;

import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to the feedback that waits for the back end, one queue for the whole hub (semantics §5.3). Receivers compete for
 * batches; a batch that is completed is gone for everybody. Records become a batch when there are 64 of them or the open
 * batch has waited for the flush time; batches are delivered in their order, and expire. All changes are durable when their Uni
 * completes; every method fails with SERVICE_UNAVAILABLE when the engine is away. From any thread.
 */
public interface FeedbackQueue {

    /** Records of one batch at most. */
    int MAX_RECORDS = 64;

    /** Who receives one batch at a time and says nothing when it goes, as over HTTP. */
    String NOBODY = "";

    /**
     * Locks the next batches, at most {@code max}, for the feedback lock time. {@code receiver} is a name of its own for a
     * link,
     * without spaces, so that {@link #release} can give back what it did not settle; else {@link #NOBODY}.
     */
    Uni<List<FeedbackBatch>> receive(String receiver, int max);

    /** Removes a batch. */
    Uni<Settlement> complete(LockToken token);

    /** Gives a batch back; it is dropped when that would happen more often than the maximum delivery count says. */
    Uni<Settlement> abandon(LockToken token);

    /** Drops a batch that its receiver cannot read. */
    Uni<Settlement> reject(LockToken token);

    /** Gives back what a receiver holds; the delivery counts stay. */
    Uni<Void> release(String receiver);

    /** Gathers records and forgets what has expired; the server subscribes once. */
    Multi<Void> upkeep();
}
