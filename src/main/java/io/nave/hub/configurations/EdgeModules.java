package io.nave.hub.configurations;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.ModuleRegistry;
import io.nave.hub.identity.ModuleRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Gives an Edge device the modules that the desired properties of its $edgeAgent list, and takes away those that they list no
 * more if a deployment made them (semantics §7.2). Completes on a thread of the store.
 */
@Singleton
final class EdgeModules {

    /** Who looks after a module that came with a deployment. */
    private static final String MANAGED_BY = "iotEdge";
    private static final String MODULES = "modules";
    private static final int FIRST_OF_FAILURES = 500;

    private final ModuleRegistry registry;

    EdgeModules(ModuleRegistry registry) {
        this.registry = registry;
    }

    /** Adds what an agent lists, or will list by this plan, and is not among these. */
    Uni<Void> complete(TwinPlan plan, Set<ClientId> present) {
        DeviceId device = plan.target().client().device();
        Set<String> missing = listed(plan);
        present.stream().filter(client -> client.device().equals(device))
                .forEach(client -> missing.remove(client.module().map(DeviceId::value).orElse("")));
        return addAll(device, missing);
    }

    private static Set<String> listed(TwinPlan plan) {
        JsonNode told = plan.told().path(MODULES);
        Set<String> names = told.isNull() ? new TreeSet<>() : namesIn(plan.target().twin().desired().content());
        for (Map.Entry<String, JsonNode> module : told.properties()) {
            if (module.getValue().isNull()) {
                names.remove(module.getKey());
            } else {
                names.add(module.getKey());
            }
        }
        return names;
    }

    /** The modules that the desired properties of an agent list. */
    static Set<String> namesIn(JsonNode desired) {
        Set<String> names = new TreeSet<>();
        desired.path(MODULES).properties().stream().filter(module -> !module.getValue().isNull())
                .forEach(module -> names.add(module.getKey()));
        return names;
    }

    /** Removes what an agent listed and does not list by this plan, which was written. */
    Uni<Void> reduce(TwinPlan plan) {
        Set<String> gone = namesIn(plan.target().twin().desired().content());
        gone.removeAll(listed(plan));
        return removeAll(plan.target().client().device(), gone);
    }

    /** Modules that are there stay as they are. */
    Uni<Void> addAll(DeviceId device, Set<String> names) {
        return Multi.createFrom().iterable(names).select().where(DeviceId::isValid)
                .onItem().transformToUniAndConcatenate(name -> add(ClientId.of(device.value(), name)))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> add(ClientId id) {
        return Uni.createFrom().deferred(
                () -> registry.create(new ModuleRequest(id, Optional.of(MANAGED_BY), Optional.empty()))).replaceWithVoid()
                .onFailure(EdgeModules::isRefused).recoverWithNull();
    }

    /** Only those that a deployment made. */
    Uni<Void> removeAll(DeviceId device, Set<String> names) {
        return Multi.createFrom().iterable(names).select().where(DeviceId::isValid)
                .onItem().transformToUniAndConcatenate(name -> remove(ClientId.of(device.value(), name)))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> remove(ClientId id) {
        return registry.get(id)
                .chain(module -> module.managedBy().equals(MANAGED_BY) ? registry.delete(id, Optional.of(module.etag()))
                        : Uni.createFrom().voidItem())
                .onFailure(EdgeModules::isRefused).recoverWithNull();
    }

    /** It is there, or gone, or the device has as many as it may have: all well, or nothing to be done about it. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code().httpStatus() < FIRST_OF_FAILURES;
    }
}
