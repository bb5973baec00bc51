package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

/** A store in which somebody else is faster for the first few updates. */
final class RacedStore implements IdentityStore {

    private final IdentityStore store;
    private final int races;
    private int lost;

    RacedStore(IdentityStore store, int races) {
        this.store = store;
        this.races = races;
    }

    int lost() {
        return lost;
    }

    @Override
    public Uni<Optional<Device>> find(DeviceId id) {
        return store.find(id);
    }

    @Override
    public Uni<List<Device>> findAll(Set<DeviceId> ids) {
        return store.findAll(ids);
    }

    @Override
    public Uni<List<Device>> behind(String scope, Optional<DeviceId> after, int max) {
        return store.behind(scope, after, max);
    }

    @Override
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        return store.findConnecting(client);
    }

    @Override
    public Uni<Set<DeviceId>> insert(List<NewDevice> devices) {
        return store.insert(devices);
    }

    @Override
    public Uni<Device> update(Device device, ETag expected, List<Module> systemModules) {
        if (lost == races) {
            return store.update(device, expected, systemModules);
        }
        lost++;
        return store.find(device.id()).map(Optional::orElseThrow)
                .chain(present -> store.update(present.withEtag(new ETag("race" + lost)), present.etag(), List.of()))
                .chain(() -> store.update(device, expected, systemModules));
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected, Notification notification) {
        return store.delete(id, expected, notification);
    }

    @Override
    public Uni<List<Device>> page(Optional<DeviceId> after, int max) {
        return store.page(after, max);
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return store.list(max);
    }

    @Override
    public Uni<DeviceCounts> count() {
        return store.count();
    }
}
