package io.nave.storage.postgres;

import jakarta.inject.Inject;

import io.nave.TestEngines;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.ModuleStore;
import io.nave.hub.identity.ModuleStoreContract;
import io.nave.hub.notification.NotificationOutbox;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Modules and notifications in PostgreSQL keep to the contract. The running hub forwards too, so what is told is asked of a
 * mute one.
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresModuleStoreIT extends ModuleStoreContract {

    @Inject
    PostgresModuleStore store;

    @Inject
    PostgresIdentityStore devices;

    @Inject
    PostgresSessionStore sessions;

    @Inject
    PostgresNotificationOutbox outbox;

    @Override
    protected ModuleStore store() {
        return store;
    }

    @Override
    protected IdentityStore devices() {
        return devices;
    }

    @Override
    protected SessionStore sessions() {
        return sessions;
    }

    @Override
    protected NotificationOutbox outbox() {
        return outbox;
    }
}
