package io.nave.hub.scheduled;

import java.time.Clock;
import java.time.Duration;

import jakarta.inject.Singleton;

import io.nave.hub.guessing.Delays;
import io.smallrye.mutiny.Uni;

/**
 * How many devices this replica may do now: so many a second of all jobs together, those of one second at once. From any
 * thread.
 */
@Singleton
final class JobPace {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
    private static final long SECOND = 1000;

    private final int perSecond;
    private final Delays delays;
    private final Clock clock;
    private double free;
    private long since;

    JobPace(ScheduledJobLimits limits, Delays delays, Clock clock) {
        this.perSecond = limits.devicesPerSecond();
        this.delays = delays;
        this.clock = clock;
        this.free = perSecond;
        this.since = clock.millis();
    }

    /** At least one and at most {@code max}, as soon as there is one; what is not used is given back. */
    Uni<Integer> take(int max) {
        return Uni.createFrom().item(() -> takeNow(max))
                .chain(taken -> taken > 0 ? Uni.createFrom().item(taken) : later(max));
    }

    private Uni<Integer> later(int max) {
        return delays.after(untilNext()).chain(() -> take(max));
    }

    private Duration untilNext() {
        Duration ofOne = Duration.ofMillis(SECOND / perSecond);
        return ofOne.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : ofOne;
    }

    private synchronized int takeNow(int max) {
        long now = clock.millis();
        free = Math.min(perSecond, free + (double) Math.max(0, now - since) * perSecond / SECOND);
        since = now;
        int taken = (int) Math.min(max, free);
        free -= taken;
        return taken;
    }

    synchronized void giveBack(int unused) {
        free += unused;
    }
}
