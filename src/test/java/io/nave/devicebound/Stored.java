package io.nave.devicebound;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.id.LockToken;

/** A message of the model. {@code number} is 0 until it is known, as after a send whose answer was lost. */
record Stored(QueueCall.Enqueue sent, long number, Instant enqueuedAt, int deliveryCount, boolean received,
        Optional<Lock> lock) {

    /** Of a receive whose answer was lost nobody knows the token. */
    record Lock(Optional<LockToken> token, String connection, Instant until) {
    }

    Stored withLock(Optional<Lock> next) {
        return new Stored(sent, number, enqueuedAt, deliveryCount, received || next.isPresent(), next);
    }

    Stored abandoned() {
        return new Stored(sent, number, enqueuedAt, deliveryCount + 1, received, Optional.empty());
    }

    Stored numbered(long known) {
        return new Stored(sent, known, enqueuedAt, deliveryCount, received, lock);
    }

    /** A lock that ran out is none. */
    Stored at(Instant now) {
        return lock.isPresent() && !now.isBefore(lock.get().until()) ? withLock(Optional.empty()) : this;
    }

    boolean isHeldBy(LockToken token) {
        return lock.flatMap(Lock::token).filter(token::equals).isPresent();
    }

    boolean isNumbered(long other) {
        return number == 0 || number == other;
    }

    /** Whether a receiver got this message, and what belongs to it. */
    boolean is(LockedMessage delivered) {
        return isNumbered(delivered.sequenceNumber()) && delivered.message().equals(sent.message())
                && delivered.deliveryCount() == deliveryCount && delivered.redelivered() == received
                && delivered.enqueuedAt().equals(enqueuedAt);
    }

    /** Whether a view shows this message as it is. */
    boolean is(QueueView.Waiting shown) {
        return isNumbered(shown.sequenceNumber()) && shown.message().equals(sent.message())
                && shown.deliveryCount() == deliveryCount && shown.enqueuedAt().equals(enqueuedAt)
                && shown.expiresAt().equals(sent.expiresAt()) && shown.lockedUntil().equals(lock.map(Lock::until));
    }

    @Override
    public String toString() {
        return sent.id() + "#" + number + (deliveryCount > 0 ? " abandoned " + deliveryCount : "")
                + lock.map(held -> " held by '" + held.connection() + "' until " + held.until().toEpochMilli()).orElse("");
    }
}
