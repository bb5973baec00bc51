package io.nave.hub.devicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.Settlement;

/** The messages of one device. Guarded by the queue that it is part of, which calls {@link #expire} before anything else. */
final class InMemoryMessages {

    private final QueueId id;
    private final DeviceBoundLimits limits;
    private final Clock clock;
    private final Consumer<FeedbackRecord> feedback;
    private final SplittableRandom nonces = new SplittableRandom();
    private final TreeMap<Long, Stored> messages = new TreeMap<>();
    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
    private long lastNumber;

    private record Lock(LockToken token, String connection, Instant until) {
    }

    private static final class Stored {

        private final long number;
        private final DeviceBoundMessage message;
        private final Instant enqueuedAt;
        private final Instant expiresAt;
        private int deliveryCount;
        private boolean received;
        private @Nullable Lock lock;

        private Stored(long number, DeviceBoundMessage message, Instant enqueuedAt, Instant expiresAt) {
            this.number = number;
            this.message = message;
            this.enqueuedAt = enqueuedAt;
            this.expiresAt = expiresAt;
        }

        private Optional<Lock> lockAt(Instant now) {
            return Optional.ofNullable(lock).filter(held -> now.isBefore(held.until()));
        }
    }

    InMemoryMessages(QueueId id, DeviceBoundLimits limits, Clock clock, Consumer<FeedbackRecord> feedback) {
        this.id = id;
        this.limits = limits;
        this.clock = clock;
        this.feedback = feedback;
    }

    void expire() {
        Instant now = clock.instant();
        List.copyOf(messages.values()).stream().filter(stored -> !now.isBefore(stored.expiresAt))
                .forEach(stored -> end(stored, FeedbackStatus.EXPIRED));
    }

    long add(DeviceBoundMessage message, Instant expiresAt) {
        if (messages.size() >= limits.maxDepth()) {
            throw new HubException(ErrorCode.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
                    "Device Queue depth cannot exceed " + limits.maxDepth() + " messages");
        }
        messages.put(++lastNumber, new Stored(lastNumber, message, clock.instant(), expiresAt));
        return lastNumber;
    }

    Received lock(String connection, int max) {
        Instant now = clock.instant();
        List<LockedMessage> locked = messages.values().stream().filter(stored -> stored.lockAt(now).isEmpty()).limit(max)
                .map(stored -> lock(stored, connection)).toList();
        return new Received(locked, locks(now).map(Lock::until).min(Instant::compareTo));
    }

    private LockedMessage lock(Stored stored, String connection) {
        Lock lock = new Lock(LockToken.of(stored.number, nonces.nextLong()), connection,
                clock.instant().plus(limits.lock()));
        stored.lock = lock;
        boolean before = stored.received;
        stored.received = true;
        return new LockedMessage(lock.token(), stored.deliveryCount, stored.enqueuedAt, lock.until(), before, stored.message);
    }

    private Stream<Lock> locks(Instant now) {
        return messages.values().stream().flatMap(stored -> stored.lockAt(now).stream());
    }

    void freeAllBut(String connection) {
        freeWhere(holder -> !holder.equals(DeviceBoundQueue.NOBODY) && !holder.equals(connection));
    }

    void free(String connection) {
        freeWhere(holder -> !holder.equals(DeviceBoundQueue.NOBODY) && holder.equals(connection));
    }

    private void freeWhere(Predicate<String> holder) {
        messages.values().stream().filter(stored -> stored.lock != null && holder.test(stored.lock.connection()))
                .forEach(stored -> stored.lock = null);
    }

    Settlement end(LockToken token, FeedbackStatus status) {
        return settle(token, stored -> end(stored, status));
    }

    Settlement giveBack(LockToken token) {
        return settle(token, this::giveBack);
    }

    private Settlement settle(LockToken token, Consumer<Stored> change) {
        Stored stored = messages.get(token.sequenceNumber());
        if (stored == null) {
            return Settlement.NOT_FOUND;
        }
        if (stored.lockAt(clock.instant()).filter(held -> held.token().equals(token)).isEmpty()) {
            return Settlement.LOCK_LOST;
        }
        change.accept(stored);
        return Settlement.DONE;
    }

    private void giveBack(Stored stored) {
        if (stored.deliveryCount == limits.maxDeliveryCount()) {
            end(stored, FeedbackStatus.DELIVERY_COUNT_EXCEEDED);
            return;
        }
        stored.deliveryCount++;
        stored.lock = null;
    }

    private void end(Stored stored, FeedbackStatus status) {
        Instant now = clock.instant();
        DeviceBoundMessage message = stored.message;
        messages.remove(stored.number);
        if (status != FeedbackStatus.SUCCESS) {
            deadLetters.addFirst(
                    new DeadLetter(stored.number, status, now, stored.deliveryCount, stored.enqueuedAt, message));
        }
        if (deadLetters.size() > limits.deadLetters()) {
            deadLetters.removeLast();
        }
        if (message.acknowledgement().wants(status)) {
            feedback.accept(
                    new FeedbackRecord(message.messageId().orElse(""), now, status, id.device(), id.generationId()));
        }
    }

    long purge() {
        List<Stored> all = List.copyOf(messages.values());
        all.forEach(stored -> end(stored, FeedbackStatus.PURGED));
        return all.size();
    }

    int depth() {
        return messages.size();
    }

    QueueView view(int max) {
        return new QueueView(messages.size(), messages.values().stream().limit(max).map(this::seen).toList(),
                List.copyOf(deadLetters));
    }

    private QueueView.Waiting seen(Stored stored) {
        return new QueueView.Waiting(stored.number, stored.deliveryCount, stored.enqueuedAt, stored.expiresAt,
                stored.lockAt(clock.instant()).map(Lock::until), stored.message);
    }
}
