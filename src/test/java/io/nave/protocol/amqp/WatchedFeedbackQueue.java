package io.nave.protocol.amqp;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.InMemoryFeedbackQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Feedback in memory whose record is due at once, that counts the looks of links and can be away. */
final class WatchedFeedbackQueue implements FeedbackQueue {

    final AtomicInteger looks = new AtomicInteger();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private final InMemoryFeedbackQueue queue;
    private volatile @Nullable RuntimeException away;

    WatchedFeedbackQueue(Clock clock) {
        this.clock = clock;
        this.queue = new InMemoryFeedbackQueue(new FeedbackLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10,
                Duration.ofMillis(100)), clock);
    }

    /** A batch of one record that is due now. */
    void add(String messageId) {
        queue.accept(new FeedbackRecord(messageId, clock.instant().minusSeconds(1), FeedbackStatus.SUCCESS,
                new DeviceId("dev1"), "637121169262975883"));
        queue.receive("gatherer", 0).await().indefinitely();
    }

    /** Every question fails like this from now on; with null none does. */
    void fail(@Nullable RuntimeException failure) {
        away = failure;
    }

    @Override
    public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
        looks.incrementAndGet();
        return orAway(queue.receive(receiver, max));
    }

    @Override
    public Uni<Settlement> complete(LockToken token) {
        calls.add("complete");
        return orAway(queue.complete(token));
    }

    @Override
    public Uni<Settlement> abandon(LockToken token) {
        calls.add("abandon");
        return orAway(queue.abandon(token));
    }

    @Override
    public Uni<Settlement> reject(LockToken token) {
        calls.add("reject");
        return orAway(queue.reject(token));
    }

    @Override
    public Uni<Void> release(String receiver) {
        calls.add("release");
        return orAway(queue.release(receiver));
    }

    @Override
    public Multi<Void> upkeep() {
        return queue.upkeep();
    }

    private <T> Uni<T> orAway(Uni<T> answer) {
        RuntimeException failure = away;
        return failure == null ? answer : Uni.createFrom().failure(failure);
    }
}
