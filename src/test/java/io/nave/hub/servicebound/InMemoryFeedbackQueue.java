package io.nave.hub.servicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Feedback in memory; records become batches when somebody looks. Works without anybody subscribing to its upkeep. */
public final class InMemoryFeedbackQueue implements FeedbackQueue, Consumer<FeedbackRecord> {

    private final FeedbackLimits limits;
    private final Clock clock;
    private final SplittableRandom nonces = new SplittableRandom();
    private final Deque<FeedbackRecord> loose = new ArrayDeque<>();
    private final TreeMap<Long, Batch> batches = new TreeMap<>();
    private long lastNumber;

    private record Lock(LockToken token, String receiver, Instant until) {
    }

    private static final class Batch {

        private final Instant enqueuedAt;
        private final List<FeedbackRecord> records;
        private int deliveryCount;
        private @Nullable Lock lock;

        private Batch(Instant enqueuedAt, List<FeedbackRecord> records) {
            this.enqueuedAt = enqueuedAt;
            this.records = records;
        }

        private Optional<Lock> lockAt(Instant now) {
            return Optional.ofNullable(lock).filter(held -> now.isBefore(held.until()));
        }
    }

    /** Empty. */
    public InMemoryFeedbackQueue(FeedbackLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(FeedbackRecord told) {
        loose.add(told);
    }

    @Override
    public Uni<List<FeedbackBatch>> receive(String receiver, int max) {
        return Uni.createFrom().item(() -> lock(receiver, max));
    }

    private synchronized List<FeedbackBatch> lock(String receiver, int max) {
        gather();
        Instant now = clock.instant();
        return batches.entrySet().stream().filter(entry -> entry.getValue().lockAt(now).isEmpty()).limit(max)
                .map(entry -> lock(entry.getKey(), entry.getValue(), receiver)).toList();
    }

    private FeedbackBatch lock(long number, Batch batch, String receiver) {
        LockToken token = LockToken.of(number, nonces.nextLong());
        batch.lock = new Lock(token, receiver, clock.instant().plus(limits.lock()));
        return new FeedbackBatch(token, batch.deliveryCount, batch.enqueuedAt, batch.records);
    }

    @Override
    public Uni<Settlement> complete(LockToken token) {
        return settle(token, number -> batches.remove(number));
    }

    @Override
    public Uni<Settlement> reject(LockToken token) {
        return complete(token);
    }

    @Override
    public Uni<Settlement> abandon(LockToken token) {
        return settle(token, this::giveBack);
    }

    private Uni<Settlement> settle(LockToken token, Consumer<Long> change) {
        return Uni.createFrom().item(() -> settleNow(token, change));
    }

    private synchronized Settlement settleNow(LockToken token, Consumer<Long> change) {
        gather();
        Batch batch = batches.get(token.sequenceNumber());
        if (batch == null) {
            return Settlement.NOT_FOUND;
        }
        if (batch.lockAt(clock.instant()).filter(held -> held.token().equals(token)).isEmpty()) {
            return Settlement.LOCK_LOST;
        }
        change.accept(token.sequenceNumber());
        return Settlement.DONE;
    }

    private void giveBack(long number) {
        Batch batch = batches.get(number);
        if (batch != null && batch.deliveryCount < limits.maxDeliveryCount()) {
            batch.deliveryCount++;
            batch.lock = null;
        } else {
            batches.remove(number);
        }
    }

    @Override
    public Uni<Void> release(String receiver) {
        return Uni.createFrom().voidItem().invoke(() -> releaseNow(receiver));
    }

    private synchronized void releaseNow(String receiver) {
        heldBy(receiver).forEach(batch -> batch.lock = null);
    }

    private Stream<Batch> heldBy(String receiver) {
        return receiver.equals(NOBODY) ? Stream.empty()
                : batches.values().stream()
                        .filter(batch -> batch.lock != null && batch.lock.receiver().equals(receiver));
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().nothing();
    }

    private void gather() {
        Instant now = clock.instant();
        while (loose.size() >= MAX_RECORDS
                || !loose.isEmpty() && !loose.element().at().plus(limits.flushAfter()).isAfter(now)) {
            List<FeedbackRecord> records = new ArrayList<>();
            while (records.size() < MAX_RECORDS && !loose.isEmpty()) {
                records.add(loose.remove());
            }
            batches.put(++lastNumber, new Batch(now, List.copyOf(records)));
        }
        batches.values().removeIf(batch -> !batch.enqueuedAt.plus(limits.timeToLive()).isAfter(now));
    }
}
