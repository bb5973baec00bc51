package io.nave.hub.identity;

import io.nave.hub.connections.SessionStore;
import io.nave.hub.notification.NotificationOutbox;

/** The modules of the unit tests keep to the contract. */
final class InMemoryModuleStoreTest extends ModuleStoreContract {

    private final InMemoryIdentityStore store = new InMemoryIdentityStore();

    @Override
    protected ModuleStore store() {
        return store.modules();
    }

    @Override
    protected IdentityStore devices() {
        return store;
    }

    @Override
    protected SessionStore sessions() {
        return store.sessions();
    }

    @Override
    protected NotificationOutbox outbox() {
        return store.notifications();
    }
}
