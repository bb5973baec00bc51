package io.nave.hub.scheduled;

import java.time.Duration;

/**
 * How much jobs may do: {@code maxConcurrent} are under way at a time; each replica does {@code devicesPerSecond}, and calls
 * {@code callsAtOnce} at a time; a device is tried {@code maxTries} times; a job is remembered so long after its end.
 */
public record ScheduledJobLimits(int maxConcurrent, int devicesPerSecond, int callsAtOnce, int maxTries, Duration kept) {

    private static final Duration LONGEST_KEPT = Duration.ofDays(3650);

    /** What a hub has that is configured with nothing. */
    public static final ScheduledJobLimits DEFAULT = new ScheduledJobLimits(10, 100, 100, 3, Duration.ofDays(30));

    /** How many jobs may wait for their time. */
    public static final int MAX_WAITING = 1000;

    /** Fails when a limit is out of range; the message names the setting. */
    public ScheduledJobLimits {
        require(isBetween(maxConcurrent, 1000), "max-concurrent must be 1 to 1000");
        require(isBetween(devicesPerSecond, 100_000), "devices-per-second must be 1 to 100000");
        require(isBetween(callsAtOnce, 10_000), "calls-at-once must be 1 to 10000");
        require(isBetween(maxTries, 100), "max-tries must be 1 to 100");
        require(kept.isPositive() && kept.compareTo(LONGEST_KEPT) <= 0, "kept must be more than 0 and at most 3650d");
    }

    private static boolean isBetween(int value, int most) {
        return value >= 1 && value <= most;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.scheduled-jobs." + message);
        }
    }
}
