package io.nave.bench;

import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;

/** What one event loop of the generator has counted. Written by that loop only; the counters may be read anywhere. */
final class Tally {

    private static final long LONGEST_MICROS = 120_000_000;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Histogram latency = new Histogram(LONGEST_MICROS, 3);

    void published(int messages) {
        published.lazySet(published.getPlain() + messages);
    }

    void acknowledged(int messages) {
        acknowledged.lazySet(acknowledged.getPlain() + messages);
    }

    void latency(long nanos) {
        latency.recordValue(Math.min(nanos / 1000, LONGEST_MICROS));
    }

    long published() {
        return published.get();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Forgets the latencies so far; on the event loop. */
    void resetLatency() {
        latency.reset();
    }

    /** The latencies so far; on the event loop. */
    Histogram copyLatency() {
        return latency.copy();
    }
}
