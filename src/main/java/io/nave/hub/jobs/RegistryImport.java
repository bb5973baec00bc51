package io.nave.hub.jobs;

import jakarta.inject.Singleton;

import io.nave.hub.identity.BulkRegistry;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.smallrye.mutiny.Uni;

/**
 * Carries out imports (semantics §7.3): what the lines of a file ask for, one by one; a line that is wrong is reported by its
 * number in {@code importErrors.log} of the output container, and the rest goes on.
 */
@Singleton
final class RegistryImport {

    /** Where errors are reported; empty when there are none. */
    static final String ERROR_LOG = "importErrors.log";

    private final BulkRegistry registry;
    private final ConfigurationTransfer configurations;
    private final RegistryJobStore store;
    private final JobContainers containers;

    RegistryImport(BulkRegistry registry, ConfigurationTransfer configurations, RegistryJobStore store,
            JobContainers containers) {
        this.registry = registry;
        this.configurations = configurations;
        this.store = store;
        this.containers = containers;
    }

    /**
     * Begins, or goes on where the job has come to. Fails with CONFLICT when the claim is lost or the input was replaced, and
     * with RESOURCE_NOT_FOUND when there is no input.
     */
    Uni<Void> run(TakenJob taken) {
        return Uni.createFrom().deferred(() -> new ImportRun(taken, registry, configurations, store, containers).run());
    }
}
