package io.nave.hub.twins;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ClientId;

/**
 * Twins for some time. Bounded by the values they hold: when the young half is full it becomes the old one, and what was not
 * asked for since is dropped. Safe for all threads; looking takes no lock.
 */
final class SnapshotCache {

    /** Names and values in one half; with some 60 bytes each, 30 MB. */
    private static final int HALF = 500_000;

    private final long keptNanos;
    private final AtomicLong changes = new AtomicLong();
    private volatile Map<ClientId, TwinSnapshot> young = new ConcurrentHashMap<>();
    private volatile Map<ClientId, TwinSnapshot> old = new ConcurrentHashMap<>();
    private int filled;

    SnapshotCache(Duration kept) {
        this.keptNanos = kept.toNanos();
    }

    /** Grows with every twin that is forgotten. */
    long changes() {
        return changes.get();
    }

    @Nullable
    TwinSnapshot get(ClientId client) {
        TwinSnapshot found = young.get(client);
        if (found == null) {
            found = old.get(client);
        }
        return found == null || System.nanoTime() - found.readAt() > keptNanos ? null : found;
    }

    /** Keeps a twin that was read, unless one was forgotten since: it may have been this one. */
    synchronized void put(ClientId client, TwinSnapshot snapshot, long since) {
        if (changes.get() != since) {
            return;
        }
        filled += snapshot.weight();
        if (filled > HALF) {
            old = young;
            young = new ConcurrentHashMap<>();
            filled = snapshot.weight();
        }
        young.put(client, snapshot);
    }

    synchronized void forget(ClientId client) {
        changes.incrementAndGet();
        young.remove(client);
        old.remove(client);
    }
}
