package io.nave.hub.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Answers by their key, each until a time, with one fetch in flight per key. A failure is kept for a short time too, so that a
 * server that is away is not asked for every device. When the sizes go over the bound, the answers that were used longest ago
 * go. Safe for all threads.
 */
final class AnswerCache<K, V> {

    /** How long a failure is kept. */
    static final Duration FAILURE_KEPT = Duration.ofSeconds(30);

    private final Map<K, Slot<V>> slots = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxSize;
    private final Clock clock;
    private long size;

    AnswerCache(long maxSize, Clock clock) {
        this.maxSize = maxSize;
        this.clock = clock;
    }

    /** An answer, until when it is kept, and how much of the bound it takes. */
    record Kept<V>(V answer, Instant until, int size) {
    }

    /** Filled when the answer is there. Guarded by the cache. */
    private static final class Slot<V> {
        private final Uni<V> answer;
        private Instant until = Instant.MAX;
        private int size = 1;

        Slot(Uni<V> answer) {
            this.answer = answer;
        }
    }

    /** The answer that is kept, or is on its way, or is fetched now. */
    Uni<V> get(K key, Supplier<Uni<Kept<V>>> fetch) {
        return Uni.createFrom().deferred(() -> slot(key, fetch).answer);
    }

    synchronized void forget(K key) {
        Slot<V> gone = slots.remove(key);
        size -= gone == null ? 0 : gone.size;
    }

    private synchronized Slot<V> slot(K key, Supplier<Uni<Kept<V>>> fetch) {
        Slot<V> present = slots.get(key);
        if (present != null && present.until.isAfter(clock.instant())) {
            return present;
        }
        forget(key);
        Slot<V> fresh = new Slot<>(Uni.createFrom().deferred(fetch::get)
                .invoke(kept -> settle(key, kept.until(), kept.size()))
                .onFailure().invoke(failure -> settle(key, clock.instant().plus(FAILURE_KEPT), 1))
                .map(Kept::answer)
                .memoize().indefinitely());
        slots.put(key, fresh);
        size += fresh.size;
        return fresh;
    }

    private synchronized void settle(K key, Instant until, int newSize) {
        Slot<V> slot = slots.get(key);
        if (slot == null) {
            return; // it had to go while it was fetched; who waits for it gets it all the same
        }
        slot.until = until;
        size += newSize - slot.size;
        slot.size = newSize;
        trim();
    }

    private void trim() {
        Iterator<Slot<V>> oldest = slots.values().iterator();
        while (size > maxSize && oldest.hasNext()) {
            size -= oldest.next().size;
            oldest.remove();
        }
    }
}
