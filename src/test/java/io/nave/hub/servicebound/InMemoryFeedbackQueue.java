package io.nave.hub.servicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.nave.hub.id.LockToken;

/** Feedback in memory; records become batches when somebody looks. */
public final class InMemoryFeedbackQueue extends InMemoryServiceBoundQueue<FeedbackBatch, List<FeedbackRecord>>
        implements FeedbackQueue, Consumer<FeedbackRecord> {

    private final FeedbackLimits limits;
    private final Clock clock;
    private final Deque<FeedbackRecord> loose = new ArrayDeque<>();

    /** Empty. */
    public InMemoryFeedbackQueue(FeedbackLimits limits, Clock clock) {
        super(new Rules(limits.timeToLive(), limits.lock(), limits.maxDeliveryCount()), clock);
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(FeedbackRecord told) {
        loose.add(told);
    }

    @Override
    FeedbackBatch message(LockToken token, int deliveryCount, Instant enqueuedAt, List<FeedbackRecord> records) {
        return new FeedbackBatch(token, deliveryCount, enqueuedAt, records);
    }

    @Override
    synchronized void gather() {
        Instant now = clock.instant();
        while (loose.size() >= MAX_RECORDS
                || !loose.isEmpty() && !loose.element().at().plus(limits.flushAfter()).isAfter(now)) {
            List<FeedbackRecord> records = new ArrayList<>();
            while (records.size() < MAX_RECORDS && !loose.isEmpty()) {
                records.add(loose.remove());
            }
            put(List.copyOf(records));
        }
    }
}
