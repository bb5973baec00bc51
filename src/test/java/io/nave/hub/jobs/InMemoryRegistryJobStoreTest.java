package io.nave.hub.jobs;

/** The jobs of the unit tests keep to the contract. */
final class InMemoryRegistryJobStoreTest extends RegistryJobStoreContract {

    private final InMemoryRegistryJobStore store = new InMemoryRegistryJobStore();

    @Override
    protected RegistryJobStore store() {
        return store;
    }
}
