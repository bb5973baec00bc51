package io.nave.hub.connections;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.monitoring.CutReason;

/**
 * The connections that this replica holds, one per identity: the newer one wins (device-protocols §1.7). Safe for all threads.
 */
@Singleton
public final class ConnectionTable {

    private final ConcurrentMap<ClientId, DeviceConnection> connections = new ConcurrentHashMap<>();
    /** Which modules of a device are connected, so that nobody has to look through all connections for them. */
    private final ConcurrentMap<DeviceId, Set<ClientId>> modules = new ConcurrentHashMap<>();
    private final BehindGateways behind = new BehindGateways();
    private final AtomicLong accessChanges = new AtomicLong();
    private final List<Consumer<ClientId>> waitForMethods = new CopyOnWriteArrayList<>();
    private final List<Consumer<ClientId>> waitForMessages = new CopyOnWriteArrayList<>();

    /** Enters a connection that has proved who it is, and cuts the one it takes over from. */
    public void enter(DeviceConnection connection) {
        ClientId client = connection.client();
        if (client.module().isPresent()) {
            modules.merge(client.device(), Set.of(client), ConnectionTable::union);
        }
        behind.enter(connection);
        DeviceConnection older = connections.put(client, connection);
        if (older != null) {
            older.cut(CutReason.TAKEN_OVER);
        }
    }

    /** Takes a connection out; false when another had taken its place. */
    public boolean leave(DeviceConnection connection) {
        behind.leave(connection);
        ClientId client = connection.client();
        boolean left = connections.remove(client, connection);
        if (left && client.module().isPresent()) {
            modules.computeIfPresent(client.device(), (device, present) -> without(present, client));
        }
        return left;
    }

    private static Set<ClientId> union(Set<ClientId> some, Set<ClientId> more) {
        return Set.copyOf(Stream.concat(some.stream(), more.stream()).toList());
    }

    /** Unless a newer connection of the module has come meanwhile. */
    private @Nullable Set<ClientId> without(Set<ClientId> present, ClientId gone) {
        Set<ClientId> rest = Set.copyOf(present.stream().filter(c -> !c.equals(gone) || connections.containsKey(c)).toList());
        return rest.isEmpty() ? null : rest;
    }

    public Optional<DeviceConnection> find(ClientId client) {
        return Optional.ofNullable(connections.get(client));
    }

    /** The connections of a device and of its modules. */
    public List<DeviceConnection> of(DeviceId device) {
        Stream<ClientId> clients = Stream.concat(Stream.of(new ClientId(device, Optional.empty())),
                modules.getOrDefault(device, Set.of()).stream());
        return clients.map(this::find).flatMap(Optional::stream).toList();
    }

    /** The connections that rest on this gateway, because it or one below it has made them on behalf of others. */
    public List<DeviceConnection> behind(DeviceId gateway) {
        return behind.of(gateway);
    }

    /** Cuts this identity's connection, if this replica holds it. */
    public void cut(ClientId client, CutReason reason) {
        find(client).ifPresent(connection -> connection.cut(reason));
    }

    /** Tells this identity's connection, if this replica holds it, that its desired properties changed. */
    public void desiredChanged(DesiredChange change) {
        find(change.client()).ifPresent(connection -> connection.desiredChanged(change));
    }

    /** Tells this identity's connection, if this replica holds it, that messages wait for it; and who else wants to know. */
    public void messagesWaiting(ClientId client) {
        find(client).ifPresent(DeviceConnection::messagesWaiting);
        waitForMessages.forEach(action -> action.accept(client));
    }

    /** Has {@code action} told, on any thread, whenever messages wait for somebody; for receivers without a connection. */
    public void whenMessagesWait(Consumer<ClientId> action) {
        waitForMessages.add(action);
    }

    /** Has {@code action} told, on any thread, whenever a connection of this replica begins to take direct methods. */
    public void whenTakesMethods(Consumer<ClientId> action) {
        waitForMethods.add(action);
    }

    /** Tells who waits for it that this identity's connection takes direct methods now. */
    void takesMethods(ClientId client) {
        waitForMethods.forEach(action -> action.accept(client));
    }

    /** Notes that somebody may have lost a right; to be called before looking for who is connected. */
    public void accessChanged() {
        accessChanges.incrementAndGet();
    }

    /**
     * Counts calls of {@link #accessChanged}. Who finds another number after entering than before proving who it is proves it
     * again: what it proved may have been taken away between.
     */
    public long accessChanges() {
        return accessChanges.get();
    }

    /** The connections now. */
    public Collection<DeviceConnection> all() {
        return List.copyOf(connections.values());
    }

    public int size() {
        return connections.size();
    }
}
