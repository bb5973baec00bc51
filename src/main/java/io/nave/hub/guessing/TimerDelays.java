package io.nave.hub.guessing;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * Waits on the JDK's timer, which lets go at once of what is cancelled. The executor of the server keeps a cancelled timer, and
 * all that hangs on it, until it would have been due: with hundreds of calls a second and a minute each that is too much.
 */
@Singleton
final class TimerDelays implements Delays {

    @Override
    public Uni<Void> after(Duration delay) {
        return Uni.createFrom().<Void> emitter(due -> wakeAfter(delay, due))
                .emitOn(Infrastructure.getDefaultExecutor()); // nobody works on the threads of the timer
    }

    private static void wakeAfter(Duration delay, UniEmitter<? super Void> due) {
        Future<?> timer = ForkJoinPool.commonPool().schedule(() -> due.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
        due.onTermination(() -> timer.cancel(false));
    }
}
