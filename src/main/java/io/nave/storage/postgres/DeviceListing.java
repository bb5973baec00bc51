package io.nave.storage.postgres;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Device;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Reads devices by the thousand, without entities: half of what a page costs would be making them. */
@Singleton
final class DeviceListing {

    private static final String COLUMNS = """
            select device_id, generation_id, etag, enabled, status_reason, status_updated_at, authentication,
                   primary_key, secondary_key, primary_thumbprint, secondary_thumbprint,
                   iot_edge, device_scope, parent_scopes from device\s""";
    private static final String SOME = COLUMNS + "limit $1";
    private static final String PAGE = COLUMNS + "where device_id > $1 order by device_id limit $2";
    private static final String THESE = COLUMNS + "where device_id = any($1)";
    /** The second condition lets the index be used, which holds nobody else. */
    private static final String BEHIND = COLUMNS + """
            where parent_scopes[1] = $1 and cardinality(parent_scopes) > 0 and device_id > $2 order by device_id limit $3""";

    private final PostgresStatements statements;
    private final KeyVault vault;

    DeviceListing(PostgresStatements statements, KeyVault vault) {
        this.statements = statements;
        this.vault = vault;
    }

    /** Some devices, in no promised order. */
    Uni<List<Device>> some(int max) {
        return statements.run(SOME, (long) max).map(this::devices);
    }

    /** The devices after this id, by id. */
    Uni<List<Device>> page(String after, int max) {
        return statements.run(PAGE, after, (long) max).map(this::devices);
    }

    /** Those of these devices that are there. */
    Uni<List<Device>> these(Collection<DeviceId> ids) {
        return statements.run(THESE, (Object) ids.stream().map(DeviceId::value).toArray(String[]::new)).map(this::devices);
    }

    /** The devices with this parent scope after this id, by id. */
    Uni<List<Device>> behind(String scope, String after, int max) {
        return statements.run(BEHIND, scope, after, (long) max).map(this::devices);
    }

    private List<Device> devices(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(row -> row(row).toDevice(vault)).toList();
    }

    private static DeviceRow row(Row row) {
        DeviceRow device = new DeviceRow();
        device.deviceId = row.getString(0);
        device.generationId = row.getString(1);
        device.etag = row.getString(2);
        device.enabled = row.getBoolean(3);
        device.statusReason = row.getString(4);
        @Nullable
        OffsetDateTime updatedAt = row.getOffsetDateTime(5);
        device.statusUpdatedAt = updatedAt == null ? null : updatedAt.toInstant();
        device.credentials = credentials(row);
        device.iotEdge = row.getBoolean(11);
        device.deviceScope = row.getString(12);
        device.parentScopes = row.getArrayOfStrings(13);
        return device;
    }

    private static CredentialColumns credentials(Row row) {
        CredentialColumns credentials = new CredentialColumns();
        credentials.authentication = row.getString(6);
        credentials.primaryKey = row.getString(7);
        credentials.secondaryKey = row.getString(8);
        credentials.primaryThumbprint = row.getString(9);
        credentials.secondaryThumbprint = row.getString(10);
        return credentials;
    }
}
