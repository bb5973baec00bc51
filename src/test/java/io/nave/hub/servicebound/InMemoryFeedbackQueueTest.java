package io.nave.hub.servicebound;

import io.nave.hub.id.DeviceId;

/** The queue of feedback that tests use keeps to the same contract as the real one. */
final class InMemoryFeedbackQueueTest extends FeedbackQueueContract {

    private final InMemoryFeedbackQueue queue = new InMemoryFeedbackQueue(LIMITS, clock);

    @Override
    protected FeedbackQueue first() {
        return queue;
    }

    @Override
    protected FeedbackQueue second() {
        return queue;
    }

    @Override
    protected void succeed(DeviceId to, String messageId) {
        queue.accept(new FeedbackRecord(messageId, clock.instant(), FeedbackStatus.SUCCESS, to, GENERATION));
    }
}
