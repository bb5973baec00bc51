package io.nave.routing.forwarding;

import java.time.Duration;
import java.util.List;

import io.nave.routing.outbox.OutboxEntry;

/**
 * How far a forwarder has come: what it has read, what it has given to the endpoint, and what lies there durably. Used by one
 * step at
 * a time.
 */
final class Progress {

    private long position;
    private long handed;
    private long checkpoint;
    private boolean delivered;
    private long savedAt = System.nanoTime();

    Progress(long start) {
        this.position = start;
        this.handed = start;
        this.checkpoint = start;
    }

    /** What to read next. */
    long position() {
        return position;
    }

    /** Where the cursor may be moved: all before it lies at the endpoint, or is not for it. */
    long checkpoint() {
        return checkpoint;
    }

    /** There is nothing for the endpoint before this. */
    void passed(long next) {
        position = next;
        settle();
    }

    /** Entries were given to the endpoint, which has all before {@code durable}; all before {@code next} were read. */
    void sent(long durable, List<OutboxEntry> entries, long next) {
        if (!entries.isEmpty()) {
            handed = entries.getLast().sequence() + 1;
        }
        position = next;
        took(durable);
        settle();
    }

    /** The endpoint did not take all; what it has not is given to it once more. */
    void failed(long durable) {
        took(durable);
        position = checkpoint;
        handed = checkpoint;
    }

    private void took(long durable) {
        delivered |= durable > checkpoint;
        checkpoint = Math.max(checkpoint, durable);
    }

    /** When the endpoint keeps nothing, all that was read is done with. */
    private void settle() {
        if (checkpoint >= handed) {
            checkpoint = position;
            handed = position;
        }
    }

    /** Whether the endpoint took something since the cursor was moved. */
    boolean hasDelivered() {
        return delivered;
    }

    boolean isBehind(HeldCursor held) {
        return checkpoint > held.cursor().nextSequence();
    }

    boolean isSavedLately(Duration period) {
        return System.nanoTime() - savedAt < period.toNanos();
    }

    void saved() {
        delivered = false;
        savedAt = System.nanoTime();
    }
}
