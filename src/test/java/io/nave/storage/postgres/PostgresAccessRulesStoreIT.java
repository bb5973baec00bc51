package io.nave.storage.postgres;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;

import io.nave.TestEngines;
import io.nave.hub.access.AccessRulesStore;
import io.nave.hub.access.AccessRulesStoreContract;
import io.nave.hub.access.CurrentAccessRules;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Access rules in PostgreSQL keep to the contract. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresAccessRulesStoreIT extends AccessRulesStoreContract {

    @Inject
    PostgresAccessRulesStore store;

    @Inject
    CurrentAccessRules current;

    /** The hub may have seen the rules of a test. */
    @Override
    @AfterEach
    protected void open() {
        super.open();
        current.refresh().await().atMost(Duration.ofSeconds(20));
    }

    @Override
    protected AccessRulesStore store() {
        return store;
    }
}
