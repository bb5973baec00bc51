package io.nave.bench;

/**
 * The requests of one device, or of several, that have no answer yet, and since when. Request ids count upwards and always have
 * seven digits.
 */
final class InFlight {

    static final int FIRST_ID = 1_000_000;
    private static final int IDS = 9_000_000;

    private final int most;
    private final int[] ids; // by id modulo length; 0 when free
    private final long[] since;
    private int next;
    private int count;

    /** That many at most. */
    InFlight(int most) {
        this.most = most;
        this.ids = new int[2 * most];
        this.since = new long[2 * most];
    }

    boolean full() {
        return count == most;
    }

    int count() {
        return count;
    }

    /** The id for a request that is or was due at this time; only while it is not full. */
    int add(long time) {
        while (ids[slot(FIRST_ID + next)] != 0) { // only where answers come out of order
            next = (next + 1) % IDS;
        }
        int id = FIRST_ID + next;
        next = (next + 1) % IDS;
        ids[slot(id)] = id;
        since[slot(id)] = time;
        count++;
        return id;
    }

    boolean has(int id) {
        return id > 0 && ids[slot(id)] == id;
    }

    /** Since when one is there that is. */
    long since(int id) {
        return since[slot(id)];
    }

    /** Removes one that is there, and says since when it was. */
    long remove(int id) {
        ids[slot(id)] = 0;
        count--;
        return since[slot(id)];
    }

    private int slot(int id) {
        return id % ids.length;
    }
}
