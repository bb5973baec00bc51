package io.nave.hub.servicebound;

import java.time.Duration;

/** The rules of notifications of uploaded files (semantics §7.4). */
public record FileNotificationLimits(Duration timeToLive, Duration lock, int maxDeliveryCount) {

    /** What a hub has that is configured with nothing. */
    public static final FileNotificationLimits DEFAULT = new FileNotificationLimits(Duration.ofHours(1), Duration.ofMinutes(1),
            10);

    /** Fails when a limit is out of range; the message names the setting. */
    public FileNotificationLimits {
        LimitChecks.queue("nave.files.notifications.", timeToLive, lock, maxDeliveryCount);
    }
}
