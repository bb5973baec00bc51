package io.nave.hub.connections;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.nave.hub.connections.DeviceConnection.CutReason;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * The connections that this replica holds, one per identity: the newer one wins (device-protocols §1.7). Safe for all threads.
 */
@Singleton
public final class ConnectionTable {

    private final ConcurrentMap<ClientId, DeviceConnection> connections = new ConcurrentHashMap<>();
    private final AtomicLong revocations = new AtomicLong();

    /** Enters a connection that has proved who it is, and cuts the one it takes over from. */
    public void enter(DeviceConnection connection) {
        DeviceConnection older = connections.put(connection.client(), connection);
        if (older != null) {
            older.cut(CutReason.TAKEN_OVER);
        }
    }

    /** Takes a connection out; false when another had taken its place. */
    public boolean leave(DeviceConnection connection) {
        return connections.remove(connection.client(), connection);
    }

    public Optional<DeviceConnection> find(ClientId client) {
        return Optional.ofNullable(connections.get(client));
    }

    /** Cuts this identity's connection, if this replica holds it. */
    public void cut(ClientId client, CutReason reason) {
        find(client).ifPresent(connection -> connection.cut(reason));
    }

    /** Cuts the device and all its modules. */
    public void cutAll(DeviceId device, CutReason reason) {
        revocations.incrementAndGet(); // before looking: who enters later sees it
        connections.values().stream().filter(c -> c.client().device().equals(device)).forEach(c -> c.cut(reason));
    }

    /**
     * Counts calls of {@link #cutAll}. Who finds another number after entering than before proving who it is proves it again:
     * what it proved may have been taken away between.
     */
    public long revocations() {
        return revocations.get();
    }

    /** The connections now. */
    public Collection<DeviceConnection> all() {
        return List.copyOf(connections.values());
    }

    public int size() {
        return connections.size();
    }
}
