package io.nave.hub.servicebound;

import java.time.Duration;

/** The limits that every queue of the back end has (semantics §5.1, §7.4). */
final class LimitChecks {

    private LimitChecks() {
    }

    /** Fails when a limit is out of range; the message names the setting, which begins like this. */
    static void queue(String prefix, Duration timeToLive, Duration lock, int maxDeliveryCount) {
        require(isBetween(timeToLive, Duration.ofMinutes(1), Duration.ofDays(2)), prefix,
                "time-to-live must be one minute to two days");
        require(isBetween(lock, Duration.ofSeconds(5), Duration.ofMinutes(5)), prefix, "lock-duration must be 5 s to 5 min");
        require(maxDeliveryCount >= 1 && maxDeliveryCount <= 100, prefix, "max-delivery-count must be 1 to 100");
    }

    static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    static void require(boolean holds, String prefix, String message) {
        if (!holds) {
            throw new IllegalArgumentException(prefix + message);
        }
    }
}
