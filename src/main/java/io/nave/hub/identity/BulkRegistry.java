package io.nave.hub.identity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.twins.TwinService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Many operations of the registry in one call (service-protocols §5.5, semantics §7.3). Each stands or falls by itself; devices
 * go before modules. New devices are stored together, which is what makes a fleet of a million quick to create.
 */
@Singleton
public final class BulkRegistry {

    /** How many changes other than new devices are under way at a time. */
    private static final int AT_A_TIME = 8;

    private final IdentityStore store;
    private final NewIdentities newIdentities;
    private final IdentityReports reports;
    private final IdentityRegistry devices;
    private final ModuleRegistry modules;
    private final TwinService twins;

    BulkRegistry(IdentityStore store, NewIdentities newIdentities, IdentityReports reports, IdentityRegistry devices,
            ModuleRegistry modules, TwinService twins) {
        this.store = store;
        this.newIdentities = newIdentities;
        this.reports = reports;
        this.devices = devices;
        this.modules = modules;
        this.twins = twins;
    }

    /**
     * Does what the items say, at most {@link IdentityStore#MAX_AT_ONCE}. Fails with DEVICE_DEFINED_MULTIPLE_TIMES, and then
     * does
     * nothing, when two items are about the same identity, and with SERVICE_UNAVAILABLE when the store is away, after perhaps
     * some of them.
     *
     * @return what became of each item, in their order
     */
    public Uni<List<BulkOutcome>> apply(List<BulkItem> items) {
        return Uni.createFrom().item(() -> requireDistinct(items))
                .chain(() -> createDevices(items))
                .chain(outcomes -> applyOthers(devicesOf(items), outcomes))
                .chain(outcomes -> applyOthers(modulesOf(items), outcomes))
                .chain(outcomes -> applyTwins(items, outcomes))
                .map(outcomes -> inOrder(items, outcomes));
    }

    private static List<BulkItem> requireDistinct(List<BulkItem> items) {
        Set<ClientId> seen = new HashSet<>();
        for (BulkItem item : items) {
            if (!seen.add(item.id())) {
                throw new HubException(ErrorCode.DEVICE_DEFINED_MULTIPLE_TIMES,
                        "The identity '" + item.id() + "' is there more than once");
            }
        }
        return items;
    }

    private static List<BulkItem> devicesOf(List<BulkItem> items) {
        return items.stream().filter(BulkItem.OfDevice.class::isInstance).toList();
    }

    private static List<BulkItem> modulesOf(List<BulkItem> items) {
        return items.stream().filter(BulkItem.OfModule.class::isInstance).toList();
    }

    private static List<BulkOutcome> inOrder(List<BulkItem> items, Map<ClientId, BulkOutcome> outcomes) {
        return items.stream().map(item -> outcomes.getOrDefault(item.id(), BulkOutcome.done(item))).toList();
    }

    /** Creates all devices that are to be created and new; answers for those and for the ones that cannot be created. */
    private Uni<Map<ClientId, BulkOutcome>> createDevices(List<BulkItem> items) {
        Map<ClientId, BulkOutcome> outcomes = new LinkedHashMap<>();
        Map<DeviceId, BulkItem> wanted = new LinkedHashMap<>();
        List<NewDevice> fresh = new ArrayList<>();
        for (BulkItem item : items) {
            if (item instanceof BulkItem.OfDevice device && device.mode().creates()) {
                prepare(device, fresh, outcomes);
                wanted.put(device.request().id(), device);
            }
        }
        return fresh.isEmpty() ? Uni.createFrom().item(outcomes)
                : store.insert(fresh).map(added -> created(wanted, added, outcomes));
    }

    private void prepare(BulkItem.OfDevice item, List<NewDevice> fresh, Map<ClientId, BulkOutcome> outcomes) {
        try {
            fresh.add(newIdentities.device(item.request()));
        } catch (HubException refusal) {
            outcomes.put(item.id(), BulkOutcome.refused(item, refusal));
        }
    }

    private Map<ClientId, BulkOutcome> created(Map<DeviceId, BulkItem> wanted, Set<DeviceId> added,
            Map<ClientId, BulkOutcome> outcomes) {
        for (Map.Entry<DeviceId, BulkItem> one : wanted.entrySet()) {
            BulkItem item = one.getValue();
            if (added.contains(one.getKey())) {
                reports.created(one.getKey());
                outcomes.put(item.id(), BulkOutcome.done(item));
            } else if (item.mode() == ImportMode.CREATE) {
                outcomes.putIfAbsent(item.id(), BulkOutcome.refused(item, IdentityRefusals.alreadyExists(one.getKey())));
            }
        }
        return outcomes;
    }

    private Uni<Map<ClientId, BulkOutcome>> applyOthers(List<BulkItem> items, Map<ClientId, BulkOutcome> outcomes) {
        List<BulkItem> others = items.stream().filter(item -> !outcomes.containsKey(item.id())).toList();
        return Multi.createFrom().iterable(others).onItem().transformToUni(this::applyOne).merge(AT_A_TIME)
                .invoke(outcome -> outcomes.put(outcome.id(), outcome))
                .collect().last().replaceWith(outcomes);
    }

    private Uni<BulkOutcome> applyOne(BulkItem item) {
        return Uni.createFrom().deferred(() -> change(item)).replaceWith(() -> BulkOutcome.done(item))
                .onFailure(BulkRegistry::isRefusal)
                .recoverWithItem(failure -> BulkOutcome.refused(item, (HubException) failure));
    }

    /** A store that is away fails the whole call: nothing is known of what the item asks for. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code().httpStatus() < 500;
    }

    private Uni<?> change(BulkItem item) {
        requireEtag(item);
        return switch (item.mode()) {
            case CREATE, CREATE_OR_UPDATE, CREATE_OR_UPDATE_IF_MATCH -> createOrUpdate(item);
            case UPDATE, UPDATE_IF_MATCH -> update(item);
            case DELETE, DELETE_IF_MATCH -> delete(item);
            case UPDATE_TWIN, UPDATE_TWIN_IF_MATCH -> Uni.createFrom().voidItem(); // twins come last
        };
    }

    private static void requireEtag(BulkItem item) {
        boolean needed = item.mode() == ImportMode.UPDATE_IF_MATCH || item.mode() == ImportMode.DELETE_IF_MATCH;
        if (needed && !item.condition().mustExist()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "This importMode needs an eTag");
        }
        if (item.mode() == ImportMode.UPDATE_TWIN_IF_MATCH && !item.twin().condition().mustExist()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "This importMode needs a twinETag");
        }
    }

    /** Devices that could be created are created by now. */
    private Uni<?> createOrUpdate(BulkItem item) {
        return switch (item) {
            case BulkItem.OfDevice device -> update(device);
            case BulkItem.OfModule module when ModuleRegistry.isSystem(module.id()) -> update(module);
            case BulkItem.OfModule module when module.mode() == ImportMode.CREATE -> modules.create(module.request());
            case BulkItem.OfModule module -> modules.create(module.request()).replaceWithVoid()
                    .onFailure(BulkRegistry::isThere).recoverWithUni(() -> update(module).replaceWithVoid());
        };
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.MODULE_ALREADY_EXISTS;
    }

    private Uni<?> update(BulkItem item) {
        return switch (item) {
            case BulkItem.OfDevice device -> devices.update(device.request(), device.expected());
            case BulkItem.OfModule module -> modules.replace(module.request(), module.expected());
        };
    }

    /** The twins of what is there by now; one that cannot be written is the refusal of its item, whose identity stands. */
    private Uni<Map<ClientId, BulkOutcome>> applyTwins(List<BulkItem> items, Map<ClientId, BulkOutcome> outcomes) {
        List<BulkItem> written = items.stream().filter(BulkRegistry::hasTwin).filter(item -> isDone(item, outcomes)).toList();
        return Multi.createFrom().iterable(written).onItem().transformToUni(this::applyTwin).merge(AT_A_TIME)
                .invoke(outcome -> outcomes.put(outcome.id(), outcome))
                .collect().last().replaceWith(outcomes);
    }

    private static boolean isDone(BulkItem item, Map<ClientId, BulkOutcome> outcomes) {
        return outcomes.getOrDefault(item.id(), BulkOutcome.done(item)).refusal().isEmpty();
    }

    private static boolean hasTwin(BulkItem item) {
        return item.mode().isOfTwin() || !item.mode().deletes() && !item.twin().isEmpty();
    }

    private Uni<BulkOutcome> applyTwin(BulkItem item) {
        return twins.restore(item.id(), item.twin().write(item.mode()), item.twin().reported(), item.expectedTwin())
                .replaceWith(() -> BulkOutcome.done(item))
                .onFailure(BulkRegistry::isRefusal)
                .recoverWithItem(failure -> BulkOutcome.refused(item, (HubException) failure));
    }

    private Uni<?> delete(BulkItem item) {
        return switch (item) {
            case BulkItem.OfDevice device -> devices.delete(device.request().id(), device.expected());
            case BulkItem.OfModule module -> modules.delete(module.id(), module.expected());
        };
    }
}
