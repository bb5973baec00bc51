package io.nave.hub.guessing;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Timers of the running server. */
final class TimerDelaysTest {

    private final TimerDelays delays = new TimerDelays();

    @Test
    void delayTakesItsTimeAndCompletesOnNoThreadOfTheTimer() {
        // given
        long start = System.nanoTime();
        CompletableFuture<String> thread = new CompletableFuture<>();
        // when
        delays.after(Duration.ofMillis(50)).subscribe().with(done -> thread.complete(Thread.currentThread().getName()));
        // then
        assertThat(thread.orTimeout(10, TimeUnit.SECONDS).join()).doesNotContain("DelayScheduler");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void cancelledDelayHoldsNothing() {
        // given
        WeakReference<byte[]> held = cancelled(new byte[1 << 20]);
        // then
        await().atMost(Duration.ofSeconds(10)).until(() -> isGone(held));
    }

    private WeakReference<byte[]> cancelled(byte[] large) {
        Cancellable waiting = delays.after(Duration.ofHours(1)).subscribe().with(done -> large[0]++);
        waiting.cancel();
        return new WeakReference<>(large);
    }

    private static boolean isGone(WeakReference<byte[]> held) {
        System.gc();
        return held.get() == null;
    }
}
