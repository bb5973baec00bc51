package io.nave.devicebound;

import java.util.List;

import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Feedback that does what other feedback does, but for what a subclass does otherwise. */
class ForwardingFeedback implements FeedbackQueue {

    final FeedbackQueue right;

    ForwardingFeedback(FeedbackQueue right) {
        this.right = right;
    }

    @Override
    public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
        return right.receive(receiver, max);
    }

    @Override
    public Uni<Settlement> complete(LockToken token) {
        return right.complete(token);
    }

    @Override
    public Uni<Settlement> abandon(LockToken token) {
        return right.abandon(token);
    }

    @Override
    public Uni<Settlement> reject(LockToken token) {
        return right.reject(token);
    }

    @Override
    public Uni<Void> release(String receiver) {
        return right.release(receiver);
    }

    @Override
    public Multi<Void> upkeep() {
        return right.upkeep();
    }
}
