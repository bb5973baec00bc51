package io.nave.hub.files;

import io.nave.hub.id.ClientId;

/** The store of uploads that tests use keeps to the same contract as the real one. */
final class InMemoryFileUploadStoreTest extends FileUploadStoreContract {

    private final InMemoryFileUploadStore store = new InMemoryFileUploadStore();

    @Override
    protected FileUploadStore first() {
        return store;
    }

    @Override
    protected FileUploadStore second() {
        return store;
    }

    @Override
    protected void register(ClientId client) {
        store.register(client);
    }

    @Override
    protected void delete(ClientId client) {
        store.delete(client);
    }
}
