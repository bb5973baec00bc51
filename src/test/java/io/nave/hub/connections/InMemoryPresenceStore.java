package io.nave.hub.connections;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * A replica's presence in memory: {@code new InMemoryPresenceStore(clock)} is the first replica, {@link #replica()} another of
 * the same hub. A replica is alive until {@link #die()}. Safe for all threads.
 */
public final class InMemoryPresenceStore implements PresenceStore {

    private record Entry(InMemoryPresenceStore replica, DeviceConnection connection, Instant since, @Nullable Instant left) {

        Presence presence() {
            Instant end = left == null ? replica.died : left;
            return new Presence(connection.proof().generationId(), end == null, end == null ? since : end, activity());
        }

        private Instant activity() {
            return connection.lastActivity().isAfter(since) ? connection.lastActivity() : since;
        }

        boolean isLive() {
            return left == null && replica.died == null;
        }
    }

    private final ReplicaId id;
    private final Clock clock;
    private final Map<ClientId, Entry> entries;
    private volatile @Nullable Instant died;

    public InMemoryPresenceStore(Clock clock) {
        this(ReplicaId.random(), clock);
    }

    /** Of a replica that has a name elsewhere too. */
    public InMemoryPresenceStore(ReplicaId id, Clock clock) {
        this(id, clock, new ConcurrentHashMap<>());
    }

    private InMemoryPresenceStore(ReplicaId id, Clock clock, Map<ClientId, Entry> entries) {
        this.id = id;
        this.clock = clock;
        this.entries = entries;
    }

    /** Another replica of the same hub. */
    public InMemoryPresenceStore replica() {
        return replica(ReplicaId.random());
    }

    /** Another replica of the same hub, by its name. */
    public InMemoryPresenceStore replica(ReplicaId other) {
        return new InMemoryPresenceStore(other, clock, entries);
    }

    /** Ends this replica without telling anybody. */
    public void die() {
        died = clock.instant();
    }

    @Override
    public Uni<Void> connected(DeviceConnection connection) {
        return Uni.createFrom().voidItem()
                .invoke(() -> entries.put(connection.client(), new Entry(this, connection, clock.instant(), null)));
    }

    @Override
    public Uni<Void> disconnected(DeviceConnection connection) {
        return Uni.createFrom().voidItem()
                .invoke(() -> entries.computeIfPresent(connection.client(), (same, entry) -> left(entry, connection)));
    }

    private Entry left(Entry entry, DeviceConnection connection) {
        return entry.connection().equals(connection) && entry.left() == null
                ? new Entry(this, connection, entry.since(), clock.instant())
                : entry;
    }

    @Override
    public Uni<Map<ClientId, Presence>> find(Collection<ClientId> clients) {
        return Uni.createFrom().item(() -> clients.stream().distinct().filter(entries::containsKey)
                .collect(Collectors.toMap(client -> client, client -> entries.get(client).presence())));
    }

    /** The replica that holds the client, if any does. */
    public Optional<ReplicaId> holder(ClientId client) {
        return Optional.ofNullable(entries.get(client)).filter(Entry::isLive).map(entry -> entry.replica().id);
    }

    @Override
    public Uni<Void> forget(ClientId client) {
        return Uni.createFrom().voidItem().invoke(() -> entries.keySet().removeIf(known -> known.equals(client)
                || client.module().isEmpty() && known.device().equals(client.device())));
    }

    /** Which replica this is. */
    public ReplicaId id() {
        return id;
    }

    @Override
    public Uni<Long> count() {
        return Uni.createFrom().item(() -> entries.entrySet().stream()
                .filter(one -> one.getKey().module().isEmpty() && one.getValue().isLive()).count());
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().nothing();
    }
}
