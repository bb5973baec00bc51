package io.nave.hub.identity;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.nave.hub.connections.InMemorySessionStore;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.notification.InMemoryNotificationOutbox;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

/** Identities in memory, with the modules, sessions and notifications that hang on them. Safe for all threads. */
public final class InMemoryIdentityStore implements IdentityStore {

    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    private final InMemorySessionStore sessions = new InMemorySessionStore(this::exists);
    private final InMemoryNotificationOutbox notifications = new InMemoryNotificationOutbox();
    private final InMemoryModuleStore modules = new InMemoryModuleStore(devices, sessions, notifications);

    /** The sessions of these identities. */
    public InMemorySessionStore sessions() {
        return sessions;
    }

    /** The modules of these devices. */
    public InMemoryModuleStore modules() {
        return modules;
    }

    /** What is to be told about these identities. */
    public InMemoryNotificationOutbox notifications() {
        return notifications;
    }

    /** Puts a device there, whatever was there before. */
    public void put(Device device) {
        synchronized (devices) {
            devices.put(device.id(), device);
        }
    }

    @Override
    public Uni<Optional<Device>> find(DeviceId id) {
        return later(() -> Optional.ofNullable(devices.get(id)));
    }

    @Override
    public Uni<List<Device>> findAll(Set<DeviceId> ids) {
        return later(() -> devices.values().stream().filter(device -> ids.contains(device.id())).toList());
    }

    @Override
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        return later(() -> Optional.ofNullable(devices.get(client.device())).flatMap(device -> connecting(client, device)));
    }

    private Optional<ConnectingIdentity> connecting(ClientId client, Device device) {
        if (client.module().isEmpty()) {
            return Optional.of(new ConnectingIdentity(client, device.enabled(), device.generationId(), device.credentials(),
                    sessions.find(client)));
        }
        return modules.present(client).map(module -> new ConnectingIdentity(client, device.enabled(),
                module.generationId(), module.credentials(), sessions.find(client)));
    }

    @Override
    public Uni<Set<DeviceId>> insert(List<NewDevice> wanted) {
        return later(() -> {
            Set<DeviceId> added = new HashSet<>();
            wanted.stream().filter(one -> !devices.containsKey(one.device().id())).forEach(one -> add(one, added));
            return added;
        });
    }

    private void add(NewDevice one, Set<DeviceId> added) {
        devices.put(one.device().id(), one.device());
        one.systemModules().forEach(modules::put);
        notifications.store(one.notifications());
        added.add(one.device().id());
    }

    @Override
    public Uni<Device> update(Device device, ETag expected, List<Module> systemModules) {
        return later(() -> {
            require(device.id(), Optional.of(expected));
            devices.put(device.id(), device);
            modules.followEdge(device, systemModules);
            return device;
        });
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected, Notification notification) {
        return later(() -> {
            require(id, expected);
            devices.remove(id);
            modules.removeAll(id);
            sessions.deleteAll(id);
            notifications.store(List.of(notification));
            return id;
        }).replaceWithVoid();
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return later(() -> devices.values().stream().limit(max).toList());
    }

    @Override
    public Uni<List<Device>> page(Optional<DeviceId> after, int max) {
        return page(device -> true, after, max);
    }

    @Override
    public Uni<List<Device>> behind(String scope, Optional<DeviceId> after, int max) {
        return page(device -> device.scope().parentScopes().contains(scope), after, max);
    }

    private Uni<List<Device>> page(Predicate<Device> these, Optional<DeviceId> after, int max) {
        String bound = after.map(DeviceId::value).orElse("");
        return later(() -> devices.values().stream().filter(these)
                .filter(device -> device.id().value().compareTo(bound) > 0)
                .sorted(Comparator.comparing(device -> device.id().value())).limit(max).toList());
    }

    @Override
    public Uni<DeviceCounts> count() {
        return later(() -> new DeviceCounts(devices.size(), devices.values().stream().filter(Device::enabled).count()));
    }

    /** The generation of an identity that is there. */
    public Optional<String> generation(ClientId client) {
        synchronized (devices) {
            return client.module().isPresent() ? modules.present(client).map(Module::generationId)
                    : Optional.ofNullable(devices.get(client.device())).map(Device::generationId);
        }
    }

    private boolean exists(ClientId client) {
        synchronized (devices) {
            return client.module().isPresent() ? modules.present(client).isPresent() : devices.containsKey(client.device());
        }
    }

    private void require(DeviceId id, Optional<ETag> expected) {
        Device device = devices.get(id);
        if (device == null) {
            throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no device '" + id + "'");
        }
        if (expected.isPresent() && !expected.get().equals(device.etag())) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "The device '" + id + "' has another etag by now");
        }
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (devices) {
                return work.get();
            }
        });
    }
}
