package io.nave.routing.forwarding;

import java.time.Duration;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * How messages are carried to custom endpoints. An endpoint that took nothing for {@code deadAfter} is dead: its messages go to
 * the dead letters, and one is tried each {@code revivePeriod}. A failing endpoint is tried again after {@code shortestPause},
 * then
 * after twice as long, at most {@code longestPause}. What waited longer than a few seconds goes {@code catchUpSpeed} times as
 * fast as it came, and at least {@code catchUpPerSecond} messages of it go to one endpoint from one replica. Fails with
 * ARGUMENT_INVALID.
 */
public record ForwardingLimits(Duration lease, int batch, Duration deadAfter, Duration revivePeriod, Duration shortestPause,
        Duration longestPause, double catchUpSpeed, int catchUpPerSecond, int deadLetters) {

    private static final int MOST_IN_BATCH = 10_000;
    private static final double SLOWEST = 1.1; // slower than it comes would never end

    public ForwardingLimits {
        require("lease", lease.compareTo(Duration.ofSeconds(3)) >= 0 && lease.compareTo(Duration.ofMinutes(5)) <= 0);
        require("batch", batch >= 1 && batch <= MOST_IN_BATCH);
        require("dead-after", deadAfter.isPositive());
        require("revive-period", revivePeriod.isPositive());
        require("shortest-pause", shortestPause.isPositive());
        require("longest-pause", longestPause.compareTo(shortestPause) >= 0);
        require("catch-up-speed", catchUpSpeed >= SLOWEST);
        require("catch-up-per-second", catchUpPerSecond > 0);
        require("dead-letters", deadLetters >= 0);
    }

    private static void require(String setting, boolean allowed) {
        if (!allowed) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "nave.routing." + setting + " is out of its range");
        }
    }
}
