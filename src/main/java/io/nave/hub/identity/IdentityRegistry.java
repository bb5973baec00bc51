package io.nave.hub.identity;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;

/**
 * The identity registry: creates, changes, finds and deletes devices (service-protocols §5.1–5.4). A change that takes away a
 * right cuts the device's connections as soon as it is stored. Completes on a thread of the store.
 */
@Singleton
public final class IdentityRegistry {

    /** How often an unconditional update is tried again when somebody else was faster. */
    private static final int LOST_RACES = 10;

    private final IdentityStore store;
    private final CredentialRules credentials;
    private final IdentityStamps stamps;
    private final AccessRevocation revocation;
    private final HubMonitor monitor;
    private final Clock clock;

    IdentityRegistry(IdentityStore store, CredentialRules credentials, IdentityStamps stamps, AccessRevocation revocation,
            HubMonitor monitor, Clock clock) {
        this.store = store;
        this.credentials = credentials;
        this.stamps = stamps;
        this.revocation = revocation;
        this.monitor = monitor;
        this.clock = clock;
    }

    /** Adds a device, enabled and with generated keys unless told otherwise. Fails with DEVICE_ALREADY_EXISTS or ARGUMENT_*. */
    public Uni<Device> create(DeviceRequest request) {
        return Uni.createFrom().item(() -> newDevice(request))
                .chain(store::insert)
                .onFailure().transform(failure -> IdentityRefusals.worded(request.id(), failure))
                .invoke(device -> report(device.id(), "create"));
    }

    /**
     * Replaces what can be written of a device; what the request leaves out of status and credentials stays. Fails with
     * DEVICE_NOT_FOUND, ARGUMENT_*, or PRECONDITION_FAILED when the etag is not the expected one; empty is any.
     */
    public Uni<Device> update(DeviceRequest request, Optional<ETag> expected) {
        Uni<Change> attempt = Uni.createFrom().deferred(() -> updateOnce(request, expected));
        return (expected.isPresent() ? attempt : attempt.onFailure(IdentityRegistry::isLostRace).retry().atMost(LOST_RACES))
                .call(this::revokeIfNeeded)
                .map(Change::after)
                .invoke(device -> report(device.id(), "update"));
    }

    /** Fails with DEVICE_NOT_FOUND. */
    public Uni<Device> get(DeviceId id) {
        return store.find(id).map(found -> present(id, found));
    }

    /** Removes a device. Fails with DEVICE_NOT_FOUND, or PRECONDITION_FAILED when the etag is not the expected one. */
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected) {
        return store.delete(id, expected)
                .onFailure().transform(failure -> IdentityRefusals.worded(id, failure))
                .call(() -> revocation.revoke(id))
                .invoke(() -> report(id, "delete"));
    }

    /** Some devices; a maximum outside 1 to 1000 means 1000. */
    public Uni<List<Device>> list(int max) {
        return store.list(max < 1 || max > HubLimits.MAX_LISTED ? HubLimits.MAX_LISTED : max);
    }

    private static Device present(DeviceId id, Optional<Device> found) {
        return found.orElseThrow(() -> IdentityRefusals.notFound(id));
    }

    private Device newDevice(DeviceRequest request) {
        return new Device(request.id(), stamps.generationId(), stamps.etag(), request.enabled().orElse(true),
                request.statusReason(), Device.NEVER, credentials.ofNew(request.credentials()));
    }

    private Uni<Change> updateOnce(DeviceRequest request, Optional<ETag> expected) {
        return get(request.id())
                .map(present -> change(present, request, expected))
                .call(change -> store.update(change.after(), change.before().etag()))
                .onFailure().transform(failure -> IdentityRefusals.worded(request.id(), failure));
    }

    private Change change(Device present, DeviceRequest request, Optional<ETag> expected) {
        if (expected.isPresent() && !expected.get().equals(present.etag())) {
            throw IdentityRefusals.etagMismatch(present.id());
        }
        boolean enabled = request.enabled().orElse(present.enabled());
        return new Change(present, new Device(present.id(), present.generationId(), stamps.etag(), enabled,
                request.statusReason(),
                enabled == present.enabled() ? present.statusUpdatedAt() : clock.instant().truncatedTo(ChronoUnit.MICROS),
                credentials.ofChanged(request.credentials(), present.credentials())));
    }

    private static boolean isLostRace(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.PRECONDITION_FAILED;
    }

    private Uni<Void> revokeIfNeeded(Change change) {
        return change.takesAway() ? revocation.revoke(change.after().id()) : Uni.createFrom().voidItem();
    }

    private void report(DeviceId id, String operation) {
        monitor.report(new HubEvent.IdentityChanged(id, operation));
    }

    /** A device before and after an update. */
    private record Change(Device before, Device after) {

        /** Whether a connection that was rightful before may not be so any more. */
        boolean takesAway() {
            return !after.enabled() && before.enabled() || !after.credentials().equals(before.credentials());
        }
    }
}
