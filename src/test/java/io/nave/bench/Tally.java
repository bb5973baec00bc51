package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;

/** What one event loop of the generator has counted. Written by that loop only; the counters may be read anywhere. */
final class Tally {

    private static final long LONGEST_MICROS = 120_000_000;
    private static final int WRONGS = 5;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong notified = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong doubled = new AtomicLong();
    private final AtomicLong disordered = new AtomicLong();
    private final Histogram latency = new Histogram(LONGEST_MICROS, 3);
    private final Histogram notices = new Histogram(LONGEST_MICROS, 3);
    private final List<String> wrongs = new ArrayList<>();

    void published(int messages) {
        add(published, messages);
    }

    void acknowledged(int messages) {
        add(acknowledged, messages);
    }

    /** Answers that say no. */
    void refused(int messages) {
        add(refused, messages);
    }

    private static void add(AtomicLong counter, int messages) {
        counter.lazySet(counter.getPlain() + messages);
    }

    void latency(long nanos) {
        latency.recordValue(micros(nanos));
    }

    /** A device was told what the back end wanted it to know: of a change, a message, a call. */
    void notified(int messages) {
        add(notified, messages);
    }

    /** It was told that long after the back end asked for it. */
    void notice(long nanos) {
        notices.recordValue(micros(nanos));
    }

    /** A device has acknowledged messages. */
    void completed(int messages) {
        add(completed, messages);
    }

    /** A message came to a device that had come before. */
    void doubled() {
        add(doubled, 1);
    }

    /** A message came after one that was sent later. */
    void disordered() {
        add(disordered, 1);
    }

    private static long micros(long nanos) {
        return Math.clamp(nanos / 1000, 0, LONGEST_MICROS);
    }

    /** Something has happened that must not; the first few sentences are kept. */
    void wrong(String sentence) {
        if (wrongs.size() < WRONGS) {
            wrongs.add(sentence);
        }
    }

    long published() {
        return published.get();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refused() {
        return refused.get();
    }

    long notified() {
        return notified.get();
    }

    LoadResult.Receipts receipts() {
        return new LoadResult.Receipts(completed.get(), doubled.get(), disordered.get());
    }

    /** Forgets the latencies so far; on the event loop. */
    void resetLatency() {
        latency.reset();
        notices.reset();
    }

    /** The latencies so far; on the event loop. */
    Histogram copyLatency() {
        return latency.copy();
    }

    /** The times to notifications so far; on the event loop. */
    Histogram copyNotices() {
        return notices.copy();
    }

    /** What was wrong so far; on the event loop. */
    List<String> copyWrongs() {
        return List.copyOf(wrongs);
    }
}
