package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
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
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        return store.findConnecting(client);
    }

    @Override
    public Uni<Device> insert(Device device) {
        return store.insert(device);
    }

    @Override
    public Uni<Device> update(Device device, ETag expected) {
        if (lost == races) {
            return store.update(device, expected);
        }
        lost++;
        return store.find(device.id()).map(Optional::orElseThrow)
                .chain(present -> store.update(present.withEtag(new ETag("race" + lost)), present.etag()))
                .chain(() -> store.update(device, expected));
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected) {
        return store.delete(id, expected);
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return store.list(max);
    }
}
