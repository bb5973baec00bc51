package io.nave.hub.devicebound;

import java.time.Duration;

/**
 * The rules of device-bound queues (semantics §5.1). {@code maxDepth} counts locked messages too; {@code deadLetters} are kept
 * of each device for the view of administrators.
 */
public record DeviceBoundLimits(Duration timeToLive, Duration lock, int maxDeliveryCount, int maxDepth, int deadLetters) {

    /** The depth that Azure IoT Hub has. */
    public static final int STRICT_DEPTH = 50;
    /** The depth where nothing else is configured. */
    public static final int DEPTH = 1000;

    private static final Duration LONGEST_LIFE = Duration.ofDays(2);
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(5);

    /** What a hub has that is configured with nothing. */
    public static final DeviceBoundLimits DEFAULT = new DeviceBoundLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10,
            DEPTH, 20);

    /** Fails when a limit is out of range; the message names the setting. */
    public DeviceBoundLimits {
        require(isBetween(timeToLive, Duration.ofMinutes(1), LONGEST_LIFE),
                "default-time-to-live must be one minute to two days");
        require(isBetween(lock, Duration.ofSeconds(5), LONGEST_LOCK), "lock-duration must be 5 s to 5 min");
        require(maxDeliveryCount >= 1 && maxDeliveryCount <= 100, "max-delivery-count must be 1 to 100");
        require(maxDepth >= 1 && maxDepth <= 1_000_000, "max-queue-depth must be 1 to 1000000");
        require(deadLetters >= 0 && deadLetters <= 1000, "dead-letters must be 0 to 1000");
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.device-bound." + message);
        }
    }
}
