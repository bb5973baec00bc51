package io.nave.hub.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

/** The modules of devices in memory. Guarded by the map of devices. */
public final class InMemoryModuleStore implements ModuleStore {

    private static final Comparator<Module> BY_ID = Comparator.comparing((Module module) -> module.id().device().value())
            .thenComparing(module -> module.id().module().orElseThrow().value());

    private final Map<DeviceId, Device> devices;
    private final InMemorySessionStore sessions;
    private final InMemoryNotificationOutbox notifications;
    private final Map<String, Module> modules = new TreeMap<>();

    InMemoryModuleStore(Map<DeviceId, Device> devices, InMemorySessionStore sessions,
            InMemoryNotificationOutbox notifications) {
        this.devices = devices;
        this.sessions = sessions;
        this.notifications = notifications;
    }

    /** Puts a module there, whatever was there before. */
    public void put(Module module) {
        synchronized (devices) {
            modules.put(module.id().toString(), module);
        }
    }

    Optional<Module> present(ClientId id) {
        return Optional.ofNullable(modules.get(id.toString()));
    }

    void removeAll(DeviceId device) {
        modules.values().removeIf(module -> module.id().device().equals(device));
    }

    void followEdge(Device device, List<Module> systemModules) {
        if (device.scope().iotEdge()) {
            systemModules.forEach(module -> modules.putIfAbsent(module.id().toString(), module));
        } else {
            modules.values()
                    .removeIf(module -> module.id().device().equals(device.id()) && ModuleRegistry.isSystem(module.id()));
        }
    }

    @Override
    public Uni<Optional<Module>> find(ClientId id) {
        return later(() -> present(id));
    }

    @Override
    public Uni<Module> insert(Module module, int max, Notification notification) {
        return later(() -> {
            requireRoom(module.id(), max);
            modules.put(module.id().toString(), module);
            notifications.store(List.of(notification));
            return module;
        });
    }

    private void requireRoom(ClientId id, int max) {
        if (!devices.containsKey(id.device())) {
            throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no device '" + id.device() + "'");
        }
        if (present(id).isPresent()) {
            throw new HubException(ErrorCode.MODULE_ALREADY_EXISTS, "There is a module '" + id + "'");
        }
        if (of(id.device()).size() >= max) {
            throw new HubException(ErrorCode.TOO_MANY_MODULES, "There are " + max + " modules");
        }
    }

    @Override
    public Uni<Module> update(Module module, ETag expected) {
        return later(() -> {
            require(module.id(), Optional.of(expected));
            modules.put(module.id().toString(), module);
            return module;
        });
    }

    @Override
    public Uni<Void> delete(ClientId id, Optional<ETag> expected, Notification notification) {
        return later(() -> {
            require(id, expected);
            modules.remove(id.toString());
            sessions.forget(id);
            notifications.store(List.of(notification));
            return id;
        }).replaceWithVoid();
    }

    @Override
    public Uni<List<Module>> list(DeviceId device) {
        return later(() -> of(device));
    }

    @Override
    public Uni<List<Module>> page(Optional<ClientId> after, int max) {
        return later(() -> modules.values().stream().sorted(BY_ID)
                .filter(module -> after.isEmpty() || BY_ID.compare(module, at(module, after.get())) > 0)
                .limit(max).toList());
    }

    private static Module at(Module module, ClientId id) {
        return new Module(id, module.generationId(), module.etag(), module.managedBy(), module.credentials());
    }

    private List<Module> of(DeviceId device) {
        return modules.values().stream().filter(module -> module.id().device().equals(device)).toList();
    }

    private void require(ClientId id, Optional<ETag> expected) {
        Module module = present(id)
                .orElseThrow(() -> new HubException(ErrorCode.MODULE_NOT_FOUND, "There is no module '" + id + "'"));
        if (expected.isPresent() && !expected.get().equals(module.etag())) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "The module '" + id + "' has another etag by now");
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
