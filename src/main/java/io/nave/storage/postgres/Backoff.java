package io.nave.storage.postgres;

/** Ever longer pauses between attempts, from 20 ms to 1 s. */
final class Backoff {

    private static final long FIRST = 20;
    private static final long LONGEST = 1000;

    private long pause = FIRST;

    /** The next pause in milliseconds. */
    long next() {
        long next = pause;
        pause = Math.min(pause * 2, LONGEST);
        return next;
    }

    /** Whether the last attempt before now succeeded. */
    boolean isFirst() {
        return pause == FIRST;
    }

    void reset() {
        pause = FIRST;
    }
}
