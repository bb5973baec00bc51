package io.nave.routing.forwarding;

import java.time.Duration;

import io.nave.routing.outbox.OutboxCursor;

/**
 * A cursor that this replica holds, and until when that is sure by this machine's clock: a replica that was paused sends
 * nothing
 * until it knows that nobody took over. Safe for all threads.
 */
final class HeldCursor {

    private volatile OutboxCursor cursor;
    private volatile long sureUntil;

    HeldCursor(OutboxCursor cursor, long sureUntil) {
        this.cursor = cursor;
        this.sureUntil = sureUntil;
    }

    /** As it is stored. */
    OutboxCursor cursor() {
        return cursor;
    }

    /** It was moved there, and is held until then, by {@code System.nanoTime()}. */
    void moved(long nextSequence, long until) {
        cursor = cursor.at(nextSequence);
        sureUntil = until;
    }

    /** It is held until then. */
    void prolonged(long until) {
        sureUntil = until;
    }

    /** Somebody else holds it. */
    void lost() {
        sureUntil = System.nanoTime();
    }

    boolean isSure() {
        return sureUntil - System.nanoTime() > 0;
    }

    /** Until when a lease holds that is asked for now. */
    static long until(Duration lease) {
        return System.nanoTime() + lease.toNanos();
    }
}
