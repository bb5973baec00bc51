package io.nave.hub.servicebound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

/** What waits for back ends, in memory, each with a content of this type. Works without anybody subscribing to its upkeep. */
abstract class InMemoryServiceBoundQueue<M extends ServiceBoundMessage, C> implements ServiceBoundQueue<M> {

    /** How long a message lives and is locked, and how often it may be given back. */
    record Rules(Duration timeToLive, Duration lock, int maxDeliveryCount) {
    }

    private final Rules rules;
    private final Clock clock;
    private final SplittableRandom nonces = new SplittableRandom();
    private final TreeMap<Long, Entry<C>> entries = new TreeMap<>();
    private long lastNumber;

    private record Lock(LockToken token, String receiver, Instant until) {
    }

    private static final class Entry<C> {

        private final Instant enqueuedAt;
        private final C content;
        private int deliveryCount;
        private @Nullable Lock lock;

        private Entry(Instant enqueuedAt, C content) {
            this.enqueuedAt = enqueuedAt;
            this.content = content;
        }

        private Optional<Lock> lockAt(Instant now) {
            return Optional.ofNullable(lock).filter(held -> now.isBefore(held.until()));
        }
    }

    InMemoryServiceBoundQueue(Rules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    abstract M message(LockToken token, int deliveryCount, Instant enqueuedAt, C content);

    /** Puts what is due now into the queue; called before anybody looks. */
    void gather() {
        // most queues have nothing to gather
    }

    final synchronized void put(C content) {
        entries.put(++lastNumber, new Entry<>(clock.instant(), content));
    }

    final synchronized int depth() {
        gatherAndExpire();
        return entries.size();
    }

    private void gatherAndExpire() {
        gather();
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !entry.enqueuedAt.plus(rules.timeToLive()).isAfter(now));
    }

    @Override
    public final Uni<List<M>> receive(String receiver, int max) {
        return Uni.createFrom().item(() -> lock(receiver, max));
    }

    private synchronized List<M> lock(String receiver, int max) {
        gatherAndExpire();
        Instant now = clock.instant();
        return entries.entrySet().stream().filter(entry -> entry.getValue().lockAt(now).isEmpty()).limit(max)
                .map(entry -> lock(entry.getKey(), entry.getValue(), receiver)).toList();
    }

    private M lock(long number, Entry<C> entry, String receiver) {
        LockToken token = LockToken.of(number, nonces.nextLong());
        entry.lock = new Lock(token, receiver, clock.instant().plus(rules.lock()));
        return message(token, entry.deliveryCount, entry.enqueuedAt, entry.content);
    }

    @Override
    public final Uni<Settlement> complete(LockToken token) {
        return settle(token, number -> entries.remove(number));
    }

    @Override
    public final Uni<Settlement> reject(LockToken token) {
        return complete(token);
    }

    @Override
    public final Uni<Settlement> abandon(LockToken token) {
        return settle(token, this::giveBack);
    }

    private Uni<Settlement> settle(LockToken token, Consumer<Long> change) {
        return Uni.createFrom().item(() -> settleNow(token, change));
    }

    private synchronized Settlement settleNow(LockToken token, Consumer<Long> change) {
        gatherAndExpire();
        Entry<C> entry = entries.get(token.sequenceNumber());
        if (entry == null) {
            return Settlement.NOT_FOUND;
        }
        if (entry.lockAt(clock.instant()).filter(held -> held.token().equals(token)).isEmpty()) {
            return Settlement.LOCK_LOST;
        }
        change.accept(token.sequenceNumber());
        return Settlement.DONE;
    }

    private void giveBack(long number) {
        Entry<C> entry = entries.get(number);
        if (entry != null && entry.deliveryCount < rules.maxDeliveryCount()) {
            entry.deliveryCount++;
            entry.lock = null;
        } else {
            entries.remove(number);
        }
    }

    @Override
    public final Uni<Void> release(String receiver) {
        return Uni.createFrom().voidItem().invoke(() -> releaseNow(receiver));
    }

    private synchronized void releaseNow(String receiver) {
        heldBy(receiver).forEach(entry -> entry.lock = null);
    }

    private Stream<Entry<C>> heldBy(String receiver) {
        return receiver.equals(NOBODY) ? Stream.empty()
                : entries.values().stream()
                        .filter(entry -> entry.lock != null && entry.lock.receiver().equals(receiver));
    }

    @Override
    public final Multi<Void> upkeep() {
        return Multi.createFrom().nothing();
    }
}
