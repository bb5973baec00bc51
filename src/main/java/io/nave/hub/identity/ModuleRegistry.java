package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/**
 * The modules of the identity registry (service-protocols §5.7). The system modules of a gateway are the hub's: they cannot be
 * created, changed or deleted one by one. Completes on a thread of the store.
 */
@Singleton
public final class ModuleRegistry {

    private final ModuleStore store;
    private final IdentityRegistry devices;
    private final CredentialRules credentials;
    private final NewIdentities newIdentities;
    private final IdentityStamps stamps;
    private final AccessChanges changes;
    private final IdentityReports reports;

    ModuleRegistry(ModuleStore store, IdentityRegistry devices, CredentialRules credentials, NewIdentities newIdentities,
            IdentityStamps stamps, AccessChanges changes, IdentityReports reports) {
        this.store = store;
        this.devices = devices;
        this.credentials = credentials;
        this.newIdentities = newIdentities;
        this.stamps = stamps;
        this.changes = changes;
        this.reports = reports;
    }

    /**
     * Adds a module, with generated keys unless told otherwise. Fails with DEVICE_NOT_FOUND, MODULE_ALREADY_EXISTS,
     * TOO_MANY_MODULES, SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS or ARGUMENT_*.
     */
    public Uni<Module> create(ModuleRequest request) {
        return Uni.createFrom().item(() -> newIdentities.module(requireOrdinary(request)))
                .chain(module -> store.insert(module, HubLimits.MAX_MODULES, newIdentities.created(module)))
                .onFailure().transform(failure -> ModuleRefusals.worded(request.id(), failure))
                .invoke(module -> reports.created(module.id()));
    }

    private static ModuleRequest requireOrdinary(ModuleRequest request) {
        requireOrdinary(request.id());
        return request;
    }

    private static void requireOrdinary(ClientId id) {
        if (isSystem(id)) {
            throw new HubException(ErrorCode.SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS,
                    "The system modules of an IoT Edge device cannot be changed");
        }
    }

    /** Whether this is one of the modules that come with a gateway. */
    static boolean isSystem(ClientId id) {
        return NewIdentities.SYSTEM_MODULES.contains(id.module().orElseThrow());
    }

    /**
     * Replaces what can be written of a module; what the request leaves out stays. Fails with DEVICE_NOT_FOUND,
     * MODULE_NOT_FOUND, SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS, ARGUMENT_*, or PRECONDITION_FAILED when the etag is not the
     * expected one; empty is any.
     */
    public Uni<Module> update(ModuleRequest request, Optional<ETag> expected) {
        return Uni.createFrom().item(() -> requireOrdinary(request)).chain(() -> replace(request, expected));
    }

    /** The same, also for the system modules: a fleet that is imported brings the keys of its gateways' modules along. */
    Uni<Module> replace(ModuleRequest request, Optional<ETag> expected) {
        return change(request.id(), expected, present -> changed(present, request));
    }

    /** Makes one of a module's keys anew, or swaps them. Fails like {@link #update}. */
    public Uni<Module> rotateKeys(ClientId id, KeyRotation rotation) {
        return change(id, Optional.empty(), present -> present
                .withCredentials(credentials.rotated(present.credentials(), rotation), stamps.etag()));
    }

    private Uni<Module> change(ClientId id, Optional<ETag> expected, ModuleChange change) {
        Uni<Change> attempt = Uni.createFrom().deferred(() -> changeOnce(id, expected, change));
        return LostRaces.retry(attempt, expected)
                .call(done -> done.takesAway() ? announce(id) : Uni.createFrom().voidItem())
                .map(Change::after)
                .invoke(module -> reports.changed(id));
    }

    private Uni<Void> announce(ClientId id) {
        return changes.announce(new AccessChange.Identity(id.device()));
    }

    private Uni<Change> changeOnce(ClientId id, Optional<ETag> expected, ModuleChange change) {
        return get(id)
                .invoke(present -> requireEtag(present, expected))
                .map(present -> new Change(present, change.apply(present)))
                .call(done -> store.update(done.after(), done.before().etag()))
                .onFailure().transform(failure -> ModuleRefusals.worded(id, failure));
    }

    private static void requireEtag(Module present, Optional<ETag> expected) {
        if (expected.isPresent() && !expected.get().equals(present.etag())) {
            throw ModuleRefusals.etagMismatch(present.id());
        }
    }

    private Module changed(Module present, ModuleRequest request) {
        return new Module(present.id(), present.generationId(), stamps.etag(),
                request.managedBy().orElse(present.managedBy()),
                credentials.ofChanged(request.credentials(), present.credentials()));
    }

    /** Fails with DEVICE_NOT_FOUND or MODULE_NOT_FOUND. */
    public Uni<Module> get(ClientId id) {
        return store.find(id).chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : missing(id));
    }

    private Uni<Module> missing(ClientId id) {
        return devices.get(id.device()).map(device -> {
            throw ModuleRefusals.notFound(id);
        });
    }

    /** Removes a module. Fails like {@link #update}. */
    public Uni<Void> delete(ClientId id, Optional<ETag> expected) {
        return Uni.createFrom().voidItem().invoke(() -> requireOrdinary(id)).chain(() -> get(id))
                .map(module -> newIdentities.deleted(id, module.generationId()))
                .chain(notification -> store.delete(id, expected, notification))
                .onFailure().transform(failure -> ModuleRefusals.worded(id, failure))
                .call(() -> announce(id))
                .call(() -> reports.deleted(id));
    }

    /** All modules of a device, by name. Fails with DEVICE_NOT_FOUND. */
    public Uni<List<Module>> list(DeviceId device) {
        return devices.get(device).chain(() -> store.list(device));
    }

    /** What is to become of a module. */
    private interface ModuleChange {

        Module apply(Module present);
    }

    /** A module before and after an update. */
    private record Change(Module before, Module after) {

        boolean takesAway() {
            return !after.credentials().equals(before.credentials());
        }
    }
}
