package io.nave.hub.servicebound;

import java.time.Duration;

/** The rules of feedback (semantics §5.1, §5.3). */
public record FeedbackLimits(Duration timeToLive, Duration lock, int maxDeliveryCount, Duration flushAfter) {

    /** What a hub has that is configured with nothing. */
    public static final FeedbackLimits DEFAULT = new FeedbackLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10,
            Duration.ofSeconds(15));

    /** Fails when a limit is out of range; the message names the setting. */
    public FeedbackLimits {
        require(isBetween(timeToLive, Duration.ofMinutes(1), Duration.ofDays(2)),
                "time-to-live must be one minute to two days");
        require(isBetween(lock, Duration.ofSeconds(5), Duration.ofMinutes(5)), "lock-duration must be 5 s to 5 min");
        require(maxDeliveryCount >= 1 && maxDeliveryCount <= 100, "max-delivery-count must be 1 to 100");
        require(isBetween(flushAfter, Duration.ofMillis(100), Duration.ofMinutes(1)),
                "flush-after must be 100 ms to one minute");
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.device-bound.feedback." + message);
        }
    }
}
