package io.nave.hub.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.nave.hub.connections.InMemorySessionStore;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;

/** Identities in memory, with the sessions that hang on them. Safe for all threads. */
public final class InMemoryIdentityStore implements IdentityStore {

    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    private final InMemorySessionStore sessions = new InMemorySessionStore(this::exists);

    /** The sessions of these identities. */
    public InMemorySessionStore sessions() {
        return sessions;
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
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        return later(() -> Optional.ofNullable(client.module().isPresent() ? null : devices.get(client.device()))
                .map(device -> new ConnectingIdentity(device, sessions.find(client))));
    }

    @Override
    public Uni<Device> insert(Device device) {
        return later(() -> {
            if (devices.putIfAbsent(device.id(), device) != null) {
                throw new HubException(ErrorCode.DEVICE_ALREADY_EXISTS, "There is a device '" + device.id() + "'");
            }
            return device;
        });
    }

    @Override
    public Uni<Device> update(Device device, ETag expected) {
        return later(() -> {
            require(device.id(), Optional.of(expected));
            devices.put(device.id(), device);
            return device;
        });
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected) {
        return later(() -> {
            require(id, expected);
            devices.remove(id);
            sessions.deleteAll(id);
            return id;
        }).replaceWithVoid();
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return later(() -> devices.values().stream().limit(max).toList());
    }

    private boolean exists(ClientId client) {
        synchronized (devices) {
            return client.module().isEmpty() && devices.containsKey(client.device());
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
