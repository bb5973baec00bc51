package io.nave.endpoint.webhook;

/**
 * How many events are posted at once. What the receiver finds too large is halved, and grows again one by one. What it refuses
 * for something in it is halved until the refused event stands alone, and then is as large as before. Confined to one call at a
 * time of its partition.
 */
final class BatchSize {

    private final int most;
    private int limit;
    private int next;

    BatchSize(int most) {
        this.most = most;
        this.limit = most;
        this.next = most;
    }

    int next() {
        return next;
    }

    void taken() {
        limit = Math.min(most, limit + 1);
        next = Math.min(limit, next * 2);
    }

    /** So many were too large together. */
    void tooLarge(int count) {
        limit = Math.max(1, count / 2);
        next = limit;
    }

    /** One among so many was refused. */
    void refused(int count) {
        next = Math.max(1, count / 2);
    }

    /** The refused one is known. */
    void found() {
        next = limit;
    }
}
