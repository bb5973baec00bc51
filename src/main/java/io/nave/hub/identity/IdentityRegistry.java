package io.nave.hub.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.IdentityStore.DeviceCounts;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/**
 * The identity registry: creates, changes, finds and deletes devices (service-protocols §5.1–5.4). A change that takes away a
 * right cuts the connections it no longer covers as soon as it is stored. Completes on a thread of the store.
 */
@Singleton
public final class IdentityRegistry {

    private final IdentityStore store;
    private final CredentialRules credentials;
    private final NewIdentities newIdentities;
    private final IdentityStamps stamps;
    private final AccessChanges changes;
    private final IdentityReports reports;
    private final Clock clock;

    IdentityRegistry(IdentityStore store, CredentialRules credentials, NewIdentities newIdentities, IdentityStamps stamps,
            AccessChanges changes, IdentityReports reports, Clock clock) {
        this.store = store;
        this.credentials = credentials;
        this.newIdentities = newIdentities;
        this.stamps = stamps;
        this.changes = changes;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Adds a device, enabled and with generated keys unless told otherwise; a gateway gets its system modules. Fails with
     * DEVICE_ALREADY_EXISTS, INVALID_DEVICE_SCOPE or ARGUMENT_*.
     */
    public Uni<Device> create(DeviceRequest request) {
        return Uni.createFrom().item(() -> newIdentities.device(request)).chain(this::insert);
    }

    private Uni<Device> insert(NewDevice wanted) {
        Device device = wanted.device();
        return store.insert(List.of(wanted))
                .invoke(added -> requireAdded(!added.isEmpty(), device.id()))
                .invoke(added -> reports.created(device.id()))
                .replaceWith(device);
    }

    private static void requireAdded(boolean added, DeviceId id) {
        if (!added) {
            throw IdentityRefusals.alreadyExists(id);
        }
    }

    /**
     * Replaces what can be written of a device; what the request leaves out of status, credentials and scope stays. Fails with
     * DEVICE_NOT_FOUND, INVALID_DEVICE_SCOPE, ARGUMENT_*, or PRECONDITION_FAILED when the etag is not the expected one; empty
     * is any.
     */
    public Uni<Device> update(DeviceRequest request, Optional<ETag> expected) {
        return change(request.id(), expected, present -> changed(present, request));
    }

    /** Makes one of a device's keys anew, or swaps them. Fails with DEVICE_NOT_FOUND, or ARGUMENT_INVALID when it has none. */
    public Uni<Device> rotateKeys(DeviceId id, KeyRotation rotation) {
        return change(id, Optional.empty(), present -> present
                .withCredentials(credentials.rotated(present.credentials(), rotation), stamps.etag()));
    }

    private Uni<Device> change(DeviceId id, Optional<ETag> expected, DeviceChange change) {
        Uni<Change> attempt = Uni.createFrom().deferred(() -> changeOnce(id, expected, change));
        return LostRaces.retry(attempt, expected)
                .call(done -> done.takesAway() ? changes.announce(new AccessChange.Identity(id)) : Uni.createFrom().voidItem())
                .map(Change::after)
                .invoke(device -> reports.changed(id));
    }

    private Uni<Change> changeOnce(DeviceId id, Optional<ETag> expected, DeviceChange change) {
        return get(id)
                .invoke(present -> requireEtag(present, expected))
                .map(present -> new Change(present, change.apply(present)))
                .chain(this::store)
                .onFailure().transform(failure -> IdentityRefusals.worded(id, failure));
    }

    private Uni<Change> store(Change change) {
        Device after = change.after();
        List<Module> added = after.scope().iotEdge() ? newIdentities.systemModules(after.id()) : List.of();
        return store.update(after, change.before().etag(), added).replaceWith(change);
    }

    private static void requireEtag(Device present, Optional<ETag> expected) {
        if (expected.isPresent() && !expected.get().equals(present.etag())) {
            throw IdentityRefusals.etagMismatch(present.id());
        }
    }

    private Device changed(Device present, DeviceRequest request) {
        boolean enabled = request.enabled().orElse(present.enabled());
        Instant updatedAt = enabled == present.enabled() ? present.status().updatedAt()
                : clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Device(present.id(), present.generationId(), stamps.etag(),
                new DeviceStatus(enabled, request.statusReason(), updatedAt),
                credentials.ofChanged(request.credentials(), present.credentials()),
                EdgeRules.ofChanged(request.edge(), present));
    }

    /** Fails with DEVICE_NOT_FOUND. */
    public Uni<Device> get(DeviceId id) {
        return store.find(id).map(found -> present(id, found));
    }

    private static Device present(DeviceId id, Optional<Device> found) {
        return found.orElseThrow(() -> IdentityRefusals.notFound(id));
    }

    /** Removes a device with its modules. Fails with DEVICE_NOT_FOUND, or PRECONDITION_FAILED when the etag is another. */
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected) {
        return get(id).call(device -> delete(device, expected))
                .onFailure().transform(failure -> IdentityRefusals.worded(id, failure))
                .call(() -> changes.announce(new AccessChange.Identity(id)))
                .call(device -> reports.deleted(id, device.generationId())).replaceWithVoid();
    }

    private Uni<Void> delete(Device device, Optional<ETag> expected) {
        ClientId client = new ClientId(device.id(), Optional.empty());
        return store.delete(device.id(), expected, newIdentities.deleted(client, device.generationId()));
    }

    /** Some devices; a maximum outside 1 to 1000 means 1000. */
    public Uni<List<Device>> list(int max) {
        return store.list(max < 1 || max > HubLimits.MAX_LISTED ? HubLimits.MAX_LISTED : max);
    }

    /** How many devices there are. */
    public Uni<DeviceCounts> count() {
        return store.count();
    }

    /** What is to become of a device. */
    private interface DeviceChange {

        Device apply(Device present);
    }

    /** A device before and after an update. */
    private record Change(Device before, Device after) {

        /** Whether a connection that was rightful before may not be so any more. */
        boolean takesAway() {
            return !after.enabled() && before.enabled() || !after.credentials().equals(before.credentials())
                    || !after.scope().equals(before.scope()) && !before.scope().equals(EdgeScope.NONE);
        }
    }
}
