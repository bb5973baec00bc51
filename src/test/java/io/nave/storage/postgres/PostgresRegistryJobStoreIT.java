package io.nave.storage.postgres;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.jobs.RegistryJobStore;
import io.nave.hub.jobs.RegistryJobStoreContract;

/** Jobs in PostgreSQL keep to the contract. */
class PostgresRegistryJobStoreIT extends RegistryJobStoreContract {

    @TempDir
    private static Path data;
    private static JobDatabase database;

    @BeforeAll
    static void start() {
        database = new JobDatabase(data);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
    }

    @Override
    protected RegistryJobStore store() {
        return database.jobs();
    }
}
