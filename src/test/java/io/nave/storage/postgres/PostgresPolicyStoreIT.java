package io.nave.storage.postgres;

import jakarta.inject.Inject;

import io.nave.TestEngines;
import io.nave.hub.access.PolicyStore;
import io.nave.hub.access.PolicyStoreContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Policies in PostgreSQL keep to the contract. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresPolicyStoreIT extends PolicyStoreContract {

    @Inject
    PostgresPolicyStore store;

    @Override
    protected PolicyStore store() {
        return store;
    }
}
