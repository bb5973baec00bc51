package io.nave.routing.forwarding;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Wakes the one who waits; who comes later finds that it has rung. Safe for all threads. */
final class Bell {

    /** Timers know nothing shorter. */
    static final Duration SHORTEST = Duration.ofMillis(1);

    private final AtomicBoolean rung = new AtomicBoolean();
    private final AtomicReference<@Nullable UniEmitter<? super Void>> waiting = new AtomicReference<>();

    void ring() {
        rung.set(true);
        wake();
    }

    private void wake() {
        UniEmitter<? super Void> waiter = waiting.get();
        if (waiter != null && rung.getAndSet(false)) {
            waiting.set(null);
            waiter.complete(null);
        }
    }

    /** Completes when it rings, at once if it has since the last time, or after this time. */
    Uni<Void> heard(Duration atMost) {
        return Uni.createFrom().<Void> emitter(this::await).ifNoItem().after(atMost.compareTo(SHORTEST) > 0 ? atMost : SHORTEST)
                .recoverWithItem(() -> null);
    }

    private void await(UniEmitter<? super Void> waiter) {
        waiting.set(waiter);
        wake();
    }
}
