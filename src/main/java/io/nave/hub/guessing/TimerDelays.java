package io.nave.hub.guessing;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * Waits on a timer of its own that lets go at once of what is cancelled, and is woken only by what is due before all else. The
 * executor of the server keeps a cancelled timer, and all that hangs on it, until it would have been due, which with hundreds
 * of calls a second and a minute each is too much.
 */
@Singleton
final class TimerDelays implements Delays {

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer = timer();

    /** Its thread goes when nothing waits. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("delays").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    @Override
    public Uni<Void> after(Duration delay) {
        return Uni.createFrom().<Void> emitter(due -> wakeAfter(delay, due))
                .emitOn(Infrastructure.getDefaultExecutor()); // nobody works on the threads of the timer
    }

    private void wakeAfter(Duration delay, UniEmitter<? super Void> due) {
        Future<?> waiting = timer.schedule(() -> due.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
        due.onTermination(() -> waiting.cancel(false));
    }
}
