package io.nave.protocol.http;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** One request that waits for a message to its device: until when, and whether its client is still there. Any thread. */
final class LongPoll {

    private final QueueId queue;
    private final Instant until;
    private final BooleanSupplier gone;
    private @Nullable UniEmitter<? super Void> sleeping;
    /** Somebody has said that there are messages since the queue was last looked at. */
    private boolean woken;

    LongPoll(QueueId queue, Instant until, BooleanSupplier gone) {
        this.queue = queue;
        this.until = until;
        this.gone = gone;
    }

    QueueId queue() {
        return queue;
    }

    /** Nobody takes a message any more: it would be locked for nothing. */
    boolean isGone() {
        return gone.getAsBoolean();
    }

    boolean isOver(Received received, Instant now) {
        return !received.messages().isEmpty() || !now.isBefore(until);
    }

    /** What is said from now on is news. */
    synchronized void look() {
        woken = false;
    }

    synchronized void wake() {
        woken = true;
        if (sleeping != null) {
            sleeping.complete(null);
            sleeping = null;
        }
    }

    /** Completes when somebody wakes it, or after this time, or when its own is over. */
    Uni<Void> sleep(Duration atMost, Instant now) {
        long left = Math.max(0, Duration.between(now, until).toMillis());
        Duration time = Duration.ofMillis(1 + Math.min(left, atMost.toMillis()));
        return Uni.createFrom().<Void> emitter(this::fallAsleep).ifNoItem().after(time)
                .recoverWithUni(Uni.createFrom().voidItem());
    }

    private synchronized void fallAsleep(UniEmitter<? super Void> emitter) {
        if (woken) {
            emitter.complete(null);
        } else {
            sleeping = emitter;
        }
    }
}
