package io.nave.protocol.http;

import java.time.Duration;

/** How long a device that asks for a message may wait for one, and how many may; fails when a value is not allowed. */
record LongPollLimits(Duration patience, int most) {

    /** Below what proxies and clients stand. */
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final int MOST = 100_000;

    LongPollLimits {
        require(!patience.isNegative() && patience.compareTo(LONGEST) <= 0, "nave.https.receive-wait must be 0s to 4m");
        require(most >= 1 && most <= MOST, "nave.https.max-waiting must be 1 to 100000");
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
