package io.nave.hub.methods;

/**
 * How many direct methods may be under way: {@code maxInFlight} on one connection of a device, {@code maxPending} of all
 * callers
 * of this replica, those that wait for a device to connect included.
 */
public record MethodLimits(int maxInFlight, int maxPending) {

    /** What a hub has that is configured with nothing. */
    public static final MethodLimits DEFAULT = new MethodLimits(50, 10_000);

    /** Fails when a limit is out of range; the message names the setting. */
    public MethodLimits {
        require(maxInFlight >= 1 && maxInFlight <= 10_000, "max-in-flight must be 1 to 10000");
        require(maxPending >= 1 && maxPending <= 1_000_000, "max-pending must be 1 to 1000000");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("nave.methods." + message);
        }
    }
}
