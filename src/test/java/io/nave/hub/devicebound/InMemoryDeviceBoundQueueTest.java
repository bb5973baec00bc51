package io.nave.hub.devicebound;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.InMemoryFeedbackQueue;
import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;

/** The queues of devices that tests use keep to the same contract as the real ones. */
final class InMemoryDeviceBoundQueueTest extends DeviceBoundQueueContract {

    private final InMemoryFeedbackQueue feedback = new InMemoryFeedbackQueue(FEEDBACK_LIMITS, clock);
    private final InMemoryDeviceBoundQueue queues = new InMemoryDeviceBoundQueue(LIMITS, clock, feedback);
    private Cancellable upkeep = () -> {
    };

    @BeforeEach
    void start() {
        upkeep = queues.upkeep().subscribe().with(x -> {
        });
    }

    @AfterEach
    void end() {
        upkeep.cancel();
    }

    @Test
    void holderOfTheDeviceIsToldToTheSender() {
        // given
        assertThat(enqueue(message("a"), PATIENCE).holder()).isEmpty();
        // when
        queues.hold(queue.device(), "replica");
        // then
        assertThat(enqueue(message("b"), PATIENCE).holder()).contains("replica");
    }

    @Override
    protected DeviceBoundQueue first() {
        return queues;
    }

    @Override
    protected DeviceBoundQueue second() {
        return queues;
    }

    @Override
    protected FeedbackQueue feedback() {
        return feedback;
    }
}
