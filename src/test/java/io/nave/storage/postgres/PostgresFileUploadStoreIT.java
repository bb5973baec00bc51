package io.nave.storage.postgres;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.files.FileUploadStore;
import io.nave.hub.files.FileUploadStoreContract;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/** Uploads in PostgreSQL keep to the contract. */
class PostgresFileUploadStoreIT extends FileUploadStoreContract {

    private static final String ADD_DEVICE = """
            insert into device (device_id, generation_id, etag, enabled, status_reason, authentication)
            values ($1, '1', 'e', true, '', 'none')""";
    private static final String ADD_MODULE = """
            insert into module (device_id, module_id, generation_id, etag, managed_by, authentication)
            values ($1, $2, '1', 'e', '', 'none')""";
    private static final String DELETE_DEVICE = "delete from device where device_id = $1";
    private static final String DELETE_MODULE = "delete from module where device_id = $1 and module_id = $2";

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

    @Override
    protected FileUploadStore first() {
        return database.uploads();
    }

    @Override
    protected FileUploadStore second() {
        return database.uploads();
    }

    @Override
    protected void register(ClientId client) {
        run(client, ADD_DEVICE, ADD_MODULE);
    }

    @Override
    protected void delete(ClientId client) {
        run(client, DELETE_DEVICE, DELETE_MODULE);
    }

    private static void run(ClientId client, String ofDevice, String ofModule) {
        Optional<DeviceId> module = client.module();
        if (module.isPresent()) {
            database.run(ofModule, client.device().value(), module.get().value());
        } else {
            database.run(ofDevice, client.device().value());
        }
    }
}
