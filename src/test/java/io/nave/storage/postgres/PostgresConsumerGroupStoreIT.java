package io.nave.storage.postgres;

import jakarta.inject.Inject;

import io.nave.TestEngines;
import io.nave.hub.eventlog.ConsumerGroupStore;
import io.nave.hub.eventlog.ConsumerGroupStoreContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Consumer groups in PostgreSQL keep to the contract. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresConsumerGroupStoreIT extends ConsumerGroupStoreContract {

    @Inject
    PostgresConsumerGroupStore store;

    @Override
    protected ConsumerGroupStore store() {
        return store;
    }
}
