package io.nave.hub.guessing;

import java.time.Duration;

/**
 * How guessing is slowed down. Of each subject and each address {@code freePerMinute} failures are answered at once; the next
 * one {@code firstDelay} late, and each further one twice as late, up to {@code maxDelay}. An address has at most
 * {@code maxWaiting} failures waiting for their answer. The rest bounds the memory.
 */
public record GuessLimits(boolean enabled, int freePerMinute, Duration firstDelay, Duration maxDelay, int maxWaiting,
        int remembered) {

    /** The guard of a hub that is configured with nothing. */
    public static final GuessLimits DEFAULT = new GuessLimits(true, 5, Duration.ofMillis(250), Duration.ofSeconds(5), 64,
            20_000);
    /** No guard at all. */
    public static final GuessLimits OFF = new GuessLimits(false, 5, Duration.ofMillis(250), Duration.ofSeconds(5), 64,
            20_000);

    /** Fails when a limit makes no sense; the message names the setting. */
    public GuessLimits {
        require(freePerMinute >= 1 && freePerMinute <= 10_000, "free-per-minute must be 1 to 10000");
        require(firstDelay.toMillis() >= 1, "first-delay must be at least 1 ms");
        require(maxDelay.compareTo(firstDelay) >= 0 && maxDelay.compareTo(Duration.ofSeconds(30)) <= 0,
                "max-delay must not be shorter than first-delay, nor longer than 30 s");
        require(maxWaiting >= 1 && maxWaiting <= 100_000, "max-waiting must be 1 to 100000");
        require(remembered >= 1000 && remembered <= 10_000_000, "remembered must be 1000 to 10000000");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.access.guard." + message);
        }
    }

    /** How late a failure is answered when this many, itself included, count against who made it. */
    Duration delayOf(double failures) {
        double beyond = failures - freePerMinute;
        if (beyond <= 0) {
            return Duration.ZERO;
        }
        double millis = firstDelay.toMillis() * Math.pow(2, Math.ceil(beyond) - 1);
        return millis >= maxDelay.toMillis() ? maxDelay : Duration.ofMillis((long) millis);
    }

    /** More failures than this make no difference, so that who stops guessing is free again within minutes. */
    double mostFailures() {
        return freePerMinute + Math.ceil(Math.log((double) maxDelay.toMillis() / firstDelay.toMillis()) / Math.log(2)) + 1
                + freePerMinute;
    }
}
