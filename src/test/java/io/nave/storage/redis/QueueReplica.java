package io.nave.storage.redis;

import java.time.Clock;

import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;

/** The queues of one replica of the hub, with their upkeep. */
final class QueueReplica implements AutoCloseable {

    final TestReplica replica;
    final DeviceBoundQueue deviceBound;
    final FeedbackQueue feedback;
    private final Cancellable upkeep;

    QueueReplica(RedisConfig config, DeviceBoundLimits limits, FeedbackLimits feedbackLimits, Clock clock) {
        replica = new TestReplica(config, clock);
        FeedbackOutbox outbox = new FeedbackOutbox(replica.pipeline, feedbackLimits, clock, replica.reported::add);
        deviceBound = new RedisDeviceBoundQueue(replica.pipeline, outbox, limits, clock, replica.reported::add);
        feedback = new RedisFeedbackQueue(replica.pipeline, outbox, feedbackLimits, clock, replica.reported::add);
        upkeep = Multi.createBy().merging().streams(deviceBound.upkeep(), feedback.upkeep()).subscribe().with(x -> {
        });
    }

    /** Cuts all its sockets without a word. */
    @Override
    public void close() {
        replica.close();
        upkeep.cancel();
    }
}
