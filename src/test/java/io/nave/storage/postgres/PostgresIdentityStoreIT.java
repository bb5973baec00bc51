package io.nave.storage.postgres;

import jakarta.inject.Inject;

import io.nave.TestEngines;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStoreContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Identities and sessions in PostgreSQL keep to the contract. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresIdentityStoreIT extends IdentityStoreContract {

    @Inject
    PostgresIdentityStore store;

    @Inject
    PostgresSessionStore sessions;

    @Override
    protected IdentityStore store() {
        return store;
    }

    @Override
    protected SessionStore sessions() {
        return sessions;
    }
}
