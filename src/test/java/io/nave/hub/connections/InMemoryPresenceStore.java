package io.nave.hub.connections;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * A replica's presence in memory: {@code new InMemoryPresenceStore(clock)} is the first replica, {@link #replica()} another of
 * the same hub. A replica is alive until {@link #die()}. Safe for all threads.
 */
public final class InMemoryPresenceStore implements PresenceStore {

    private record Entry(InMemoryPresenceStore replica, long since) {
    }

    private final ReplicaId id;
    private final Clock clock;
    private final Map<ClientId, Entry> entries;
    private final Set<InMemoryPresenceStore> alive;

    public InMemoryPresenceStore(Clock clock) {
        this(ReplicaId.random(), clock);
    }

    /** Of a replica that has a name elsewhere too. */
    public InMemoryPresenceStore(ReplicaId id, Clock clock) {
        this(id, clock, new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    }

    private InMemoryPresenceStore(ReplicaId id, Clock clock, Map<ClientId, Entry> entries, Set<InMemoryPresenceStore> alive) {
        this.id = id;
        this.clock = clock;
        this.entries = entries;
        this.alive = alive;
        alive.add(this);
    }

    /** Another replica of the same hub. */
    public InMemoryPresenceStore replica() {
        return replica(ReplicaId.random());
    }

    /** Another replica of the same hub, by its name. */
    public InMemoryPresenceStore replica(ReplicaId other) {
        return new InMemoryPresenceStore(other, clock, entries, alive);
    }

    /** Ends this replica without telling anybody. */
    public void die() {
        alive.remove(this);
    }

    @Override
    public Uni<Void> connected(ClientId client) {
        return Uni.createFrom().voidItem().invoke(() -> entries.put(client, new Entry(this, clock.millis())));
    }

    @Override
    public Uni<Void> disconnected(ClientId client) {
        return Uni.createFrom().voidItem().invoke(() -> entries.computeIfPresent(client,
                (same, entry) -> entry.replica() == this ? null : entry));
    }

    @Override
    public Uni<Map<ClientId, Long>> connectedSince(Collection<ClientId> clients) {
        return Uni.createFrom().item(() -> clients.stream().distinct().filter(this::isConnected)
                .collect(Collectors.toMap(client -> client, client -> entries.get(client).since())));
    }

    @Override
    public Uni<Optional<ReplicaId>> holder(ClientId client) {
        return Uni.createFrom()
                .item(() -> isConnected(client) ? Optional.of(entries.get(client).replica().id) : Optional.empty());
    }

    /** Which replica this is. */
    public ReplicaId id() {
        return id;
    }

    @Override
    public Uni<Long> count() {
        return Uni.createFrom().item(() -> entries.keySet().stream()
                .filter(client -> client.module().isEmpty() && isConnected(client)).count());
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().nothing();
    }

    private boolean isConnected(ClientId client) {
        Entry entry = entries.get(client);
        return entry != null && alive.contains(entry.replica());
    }
}
