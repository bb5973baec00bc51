package io.nave.hub.servicebound;

import java.time.Duration;

/** The rules of feedback (semantics §5.1, §5.3). */
public record FeedbackLimits(Duration timeToLive, Duration lock, int maxDeliveryCount, Duration flushAfter) {

    /** What a hub has that is configured with nothing. */
    public static final FeedbackLimits DEFAULT = new FeedbackLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10,
            Duration.ofSeconds(15));

    private static final String PREFIX = "nave.device-bound.feedback.";

    /** Fails when a limit is out of range; the message names the setting. */
    public FeedbackLimits {
        LimitChecks.queue(PREFIX, timeToLive, lock, maxDeliveryCount);
        LimitChecks.require(LimitChecks.isBetween(flushAfter, Duration.ofMillis(100), Duration.ofMinutes(1)), PREFIX,
                "flush-after must be 100 ms to one minute");
    }
}
