package io.nave.hub.twins;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ClientId;

/**
 * Twins for some time. Bounded by their bytes: when the young half is full it becomes the old one, and what was not
 * asked for since is dropped. Safe for all threads; looking takes no lock.
 */
final class SnapshotCache {

    /** Bytes of one half. */
    static final int HALF = 32 << 20;

    private final long keptNanos;
    private final Set<ClientId> forgotten = new HashSet<>();
    private volatile Map<ClientId, TwinSnapshot> young = new ConcurrentHashMap<>();
    private volatile Map<ClientId, TwinSnapshot> old = new ConcurrentHashMap<>();
    private int filled;
    private int reads;

    SnapshotCache(Duration kept) {
        this.keptNanos = kept.toNanos();
    }

    /** Twins are about to be read; {@link #endRead()} must follow. */
    synchronized void beginRead() {
        reads++;
    }

    synchronized void endRead() {
        reads--;
        if (reads == 0) {
            forgotten.clear();
        }
    }

    @Nullable
    TwinSnapshot get(ClientId client) {
        TwinSnapshot found = young.get(client);
        if (found == null) {
            found = old.get(client);
        }
        return found == null || System.nanoTime() - found.readAt() > keptNanos ? null : found;
    }

    /** Keeps a twin that was read, unless it was forgotten meanwhile: then it may be older than what it was forgotten for. */
    synchronized void put(ClientId client, TwinSnapshot snapshot) {
        if (forgotten.contains(client)) {
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
        if (reads > 0) {
            forgotten.add(client);
        }
        young.remove(client);
        old.remove(client);
    }
}
