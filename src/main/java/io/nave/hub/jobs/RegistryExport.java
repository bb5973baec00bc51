package io.nave.hub.jobs;

import jakarta.inject.Singleton;

import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.ModuleStore;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.nave.hub.twins.TwinStore;
import io.smallrye.mutiny.Uni;

/**
 * Carries out exports (semantics §7.3): a line for each device and then one for each module, in the order of their ids. What is
 * created or deleted meanwhile may be in it or not. The file appears when it is complete.
 */
@Singleton
final class RegistryExport {

    private final IdentityStore devices;
    private final ModuleStore modules;
    private final TwinStore twins;
    private final ConfigurationTransfer configurations;
    private final RegistryJobStore store;
    private final JobContainers containers;

    RegistryExport(IdentityStore devices, ModuleStore modules, TwinStore twins, ConfigurationTransfer configurations,
            RegistryJobStore store, JobContainers containers) {
        this.devices = devices;
        this.modules = modules;
        this.twins = twins;
        this.configurations = configurations;
        this.store = store;
        this.containers = containers;
    }

    /** Fails with CONFLICT when the claim is lost. */
    Uni<Void> run(TakenJob taken) {
        JobRequest.Blob target = taken.job().request().output();
        return Uni.createFrom().item(() -> containers.resolve(target.container()))
                .call(container -> writeConfigurations(taken.job().request(), container))
                .chain(container -> write(taken, container, target.name()));
    }

    private Uni<Void> writeConfigurations(JobRequest request, JobContainer container) {
        return request.configurations().map(name -> configurations.export(container, name))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> write(TakenJob taken, JobContainer container, String name) {
        return devices.count()
                .map(counts -> new ExportRun(taken, new ExportRun.Source(devices, modules, twins), store, counts.total()))
                .chain(run -> container.write(name, run.content()))
                .replaceWithVoid();
    }
}
