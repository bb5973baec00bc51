package io.nave.devicebound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.nave.devicebound.QueueCall.Delete;
import io.nave.devicebound.QueueCall.Enqueue;
import io.nave.devicebound.QueueCall.How;
import io.nave.devicebound.QueueCall.Purge;
import io.nave.devicebound.QueueCall.Receive;
import io.nave.devicebound.QueueCall.Release;
import io.nave.devicebound.QueueCall.Settle;
import io.nave.devicebound.QueueCall.TakeOver;
import io.nave.devicebound.Reply.Refused;
import io.nave.devicebound.Reply.Seen;
import io.nave.devicebound.Reply.Unseen;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.Enqueued;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.Received;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.hub.servicebound.Settlement;

/** The rules of a queue (semantics §5.1, §5.2): which states can follow a call that was answered like this. */
record QueueRules(DeviceBoundLimits limits) {

    /** None when no queue in that state answers so. */
    List<QueueState> after(QueueState before, QueueCall call, Reply reply, Instant now) {
        QueueState state = before.at(now);
        return switch (reply) {
            case Refused refused -> refuses(state, call, refused.code()) ? List.of(state) : List.of();
            case Seen seen -> answered(state, call, seen.value(), now);
            case Unseen() -> unanswered(state, call, now);
        };
    }

    private boolean refuses(QueueState state, QueueCall call, ErrorCode code) {
        return call instanceof Enqueue && code == ErrorCode.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED && isFull(state);
    }

    private boolean isFull(QueueState state) {
        return state.messages().size() >= limits.maxDepth();
    }

    private List<QueueState> answered(QueueState state, QueueCall call, Object answer, Instant now) {
        return switch (call) {
            case Enqueue sent when isFull(state) -> List.of();
            case Enqueue sent -> List.of(appended(state, sent, ((Enqueued) answer).sequenceNumber(), now));
            case Receive asked -> delivered(state, asked, (Received) answer, now).stream().toList();
            case Settle settle ->
                settlements(state, settle).contains((Settlement) answer) ? List.of(settled(state, settle, now)) : List.of();
            case Purge() -> answer.equals((long) state.messages().size()) ? List.of(purged(state, now)) : List.of();
            case TakeOver _,Release _,Delete _ -> List.of(changed(state, call));
        };
    }

    /** Done or not. */
    private List<QueueState> unanswered(QueueState state, QueueCall call, Instant now) {
        QueueState done = switch (call) {
            case Enqueue sent -> isFull(state) ? state : appended(state, sent, 0, now);
            case Receive asked -> locked(state, asked, now);
            case Settle settle -> settled(state, settle, now);
            case Purge() -> purged(state, now);
            case TakeOver _,Release _,Delete _ -> changed(state, call);
        };
        return List.of(state, done);
    }

    private static QueueState appended(QueueState state, Enqueue sent, long number, Instant now) {
        return state.with(new Stored(sent, number, now, 0, false, Optional.empty()));
    }

    private Optional<QueueState> delivered(QueueState state, Receive asked, Received answer, Instant now) {
        List<Stored> free = free(state, asked.max());
        Instant until = now.plus(limits.lock());
        if (free.size() != answer.messages().size()) {
            return Optional.empty();
        }
        List<Stored> messages = new ArrayList<>(state.messages());
        for (int i = 0; i < free.size(); i++) {
            Stored message = free.get(i);
            LockedMessage got = answer.messages().get(i);
            if (!message.is(got) || !got.lockedUntil().equals(until)) {
                return Optional.empty();
            }
            messages.set(messages.indexOf(message), message.numbered(got.sequenceNumber())
                    .withLock(Optional.of(new Stored.Lock(Optional.of(got.token()), asked.connection(), until))));
        }
        QueueState after = state.withMessages(messages);
        return answer.nextAt().equals(nextAt(after)) ? Optional.of(after) : Optional.empty();
    }

    private static Optional<Instant> nextAt(QueueState state) {
        return state.messages().stream().flatMap(message -> message.lock().stream()).map(Stored.Lock::until)
                .min(Instant::compareTo);
    }

    private QueueState locked(QueueState state, Receive asked, Instant now) {
        Set<Stored> free = Set.copyOf(free(state, asked.max()));
        Stored.Lock lock = new Stored.Lock(Optional.empty(), asked.connection(), now.plus(limits.lock()));
        return state.withEach(message -> free.contains(message) ? message.withLock(Optional.of(lock)) : message);
    }

    private static List<Stored> free(QueueState state, int max) {
        return state.messages().stream().filter(message -> message.lock().isEmpty()).limit(max).toList();
    }

    private static Optional<Stored> meant(QueueState state, Settle settle) {
        return state.messages().stream().filter(message -> message.number() == settle.token().sequenceNumber()).findFirst();
    }

    /** What can be answered; a message whose number nobody knows may be the one that is meant. */
    private static Set<Settlement> settlements(QueueState state, Settle settle) {
        boolean isAnyUnknown = state.messages().stream().anyMatch(message -> message.number() == 0);
        return meant(state, settle)
                .map(message -> Set.of(message.isHeldBy(settle.token()) ? Settlement.DONE : Settlement.LOCK_LOST))
                .orElse(isAnyUnknown ? Set.of(Settlement.LOCK_LOST, Settlement.NOT_FOUND) : Set.of(Settlement.NOT_FOUND));
    }

    private QueueState settled(QueueState state, Settle settle, Instant now) {
        return meant(state, settle).filter(message -> message.isHeldBy(settle.token()))
                .map(message -> settled(state, message, settle.how(), now)).orElse(state);
    }

    private QueueState settled(QueueState state, Stored message, How how, Instant now) {
        return switch (how) {
            case COMPLETE -> state.without(message, FeedbackStatus.SUCCESS, now);
            case REJECT -> state.without(message, FeedbackStatus.REJECTED, now);
            case ABANDON -> message.deliveryCount() < limits.maxDeliveryCount()
                    ? state.withEach(other -> other.equals(message) ? message.abandoned() : other)
                    : state.without(message, FeedbackStatus.DELIVERY_COUNT_EXCEEDED, now);
        };
    }

    private static QueueState purged(QueueState state, Instant now) {
        QueueState empty = state;
        for (Stored message : state.messages()) {
            empty = empty.without(message, FeedbackStatus.PURGED, now);
        }
        return empty;
    }

    private static QueueState changed(QueueState state, QueueCall call) {
        return switch (call) {
            case TakeOver by -> state.withEach(freeing(holder -> !holder.equals(by.connection())));
            case Release by -> state.withEach(freeing(by.connection()::equals));
            case Delete() -> state.deleted();
            case Enqueue _,Receive _,Settle _,Purge _ -> throw new IllegalArgumentException(call.toString());
        };
    }

    private static UnaryOperator<Stored> freeing(Predicate<String> holders) {
        return message -> message.withLock(message.lock().filter(
                lock -> lock.connection().equals(DeviceBoundQueue.NOBODY) || !holders.test(lock.connection())));
    }
}
