package io.nave.hub.jobs;

/** The files of the unit tests keep to the contract. */
final class InMemoryJobFileStoreTest extends JobFileStoreContract {

    private final InMemoryJobFileStore store = new InMemoryJobFileStore(MAX);

    @Override
    protected JobFileStore store() {
        return store;
    }
}
