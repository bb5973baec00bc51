package io.nave.hub.identity;

import io.nave.hub.connections.SessionStore;

/** The identities of the unit tests keep to the contract. */
final class InMemoryIdentityStoreTest extends IdentityStoreContract {

    private final InMemoryIdentityStore store = new InMemoryIdentityStore();

    @Override
    protected IdentityStore store() {
        return store;
    }

    @Override
    protected SessionStore sessions() {
        return store.sessions();
    }
}
