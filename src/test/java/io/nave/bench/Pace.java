package io.nave.bench;

/**
 * When a device may send next. In a closed loop that is at once. In an open loop it is by the clock, whatever the answers do:
 * what is sent late counts from the time when it was due, so that waiting for a server that hesitates is not left out.
 */
final class Pace {

    private final long interval;
    private long due;

    private Pace(long interval, long due) {
        this.interval = interval;
        this.due = due;
    }

    /** That many times a second for all devices together, in turn; as fast as can be for rate 0. */
    static Pace of(int device, int devices, int rate, long begin) {
        return rate == 0 ? new Pace(0, begin)
                : new Pace(Math.round(devices * 1e9 / rate), begin + Math.round(device * 1e9 / rate));
    }

    boolean byTheClock() {
        return interval > 0;
    }

    boolean isDue(long now) {
        return interval == 0 || now - due >= 0;
    }

    /** The time from which the request that is sent now counts. */
    long take(long now) {
        long intended = interval == 0 ? now : due;
        due += interval;
        return intended;
    }

    long nanosToNext(long now) {
        return due - now;
    }
}
