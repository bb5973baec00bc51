package io.nave.faults;

/**
 * The time during which devices send: it stands still until it first goes on, and while the hub is down, however long its start
 * takes.
 */
final class TrafficClock {

    private long before;
    private long since;
    private boolean running;

    /** Nanoseconds of traffic so far. */
    synchronized long nanos() {
        return before + (running ? System.nanoTime() - since : 0);
    }

    synchronized void stop() {
        before = nanos();
        running = false;
    }

    synchronized void goOn() {
        since = System.nanoTime();
        running = true;
    }
}
