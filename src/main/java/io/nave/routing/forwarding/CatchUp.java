package io.nave.routing.forwarding;

import java.time.Duration;

/**
 * Spreads what waited for long over time, so that an endpoint that comes back does not take the machine from devices and other
 * endpoints. One for all partitions of an endpoint. Safe for all threads.
 */
final class CatchUp {

    private static final long SECOND = 1_000_000_000;

    private final long nanosPerMessage;
    private long free = System.nanoTime();

    CatchUp(int perSecond) {
        this.nanosPerMessage = SECOND / perSecond;
    }

    /** How long to wait before more is sent, now that so many messages were. */
    synchronized Duration after(int messages) {
        long now = System.nanoTime();
        free = (free - now > 0 ? free : now) + messages * nanosPerMessage;
        return Duration.ofNanos(free - now);
    }
}
