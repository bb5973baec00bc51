package io.nave.hub.connections;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;

/** Sessions in memory; {@code exists} says whose identity is there. Safe for all threads. */
public final class InMemorySessionStore implements SessionStore {

    private final Map<ClientId, SessionState> sessions = new ConcurrentHashMap<>();
    private final Predicate<ClientId> exists;

    public InMemorySessionStore(Predicate<ClientId> exists) {
        this.exists = exists;
    }

    @Override
    public Uni<Void> save(ClientId client, SessionState state) {
        return Uni.createFrom().voidItem().invoke(() -> put(client, state));
    }

    @Override
    public Uni<Void> delete(ClientId client) {
        return Uni.createFrom().voidItem().invoke(() -> sessions.remove(client));
    }

    /** What is stored for this identity. */
    public Optional<SessionState> find(ClientId client) {
        return Optional.ofNullable(sessions.get(client));
    }

    /** Forgets the session of an identity that is gone. */
    public void forget(ClientId client) {
        sessions.remove(client);
    }

    /** Forgets the sessions of a device and of its modules. */
    public void deleteAll(DeviceId device) {
        sessions.keySet().removeIf(client -> client.device().equals(device));
    }

    private void put(ClientId client, SessionState state) {
        if (exists.test(client)) {
            sessions.put(client, state);
        }
    }
}
