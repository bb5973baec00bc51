package io.nave.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.files.BlobName;
import io.nave.hub.files.FileUpload;
import io.nave.hub.files.FileUpload.State;
import io.nave.hub.files.FileUploadStore;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

/** File uploads in PostgreSQL; they go with the row of their identity. */
@Singleton
final class PostgresFileUploadStore implements FileUploadStore {

    private static final String OPEN = "select nave_open_upload($1, $2, $3, $4, $5, $6, $7, $8)";
    private static final String FIND = """
            select blob_name, expires_at, state from file_upload
            where correlation_id = $1 and device_id = $2 and module_id = $3""";
    private static final String END = """
            update file_upload set state = $4
            where correlation_id = $1 and device_id = $2 and module_id = $3 and state = 'open'""";
    private static final String FORGET = "delete from file_upload where expires_at < $1";

    private final PostgresStatements statements;

    PostgresFileUploadStore(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<Opening> open(FileUpload upload, Instant now) {
        return statements.run(OPEN, upload.correlationId(), device(upload.client()), module(upload.client()),
                upload.blob().value(), time(upload.expiresAt()), time(now), MAX_ACTIVE, MAX_ENDED)
                .map(rows -> Opening.valueOf(rows.iterator().next().getString(0).toUpperCase(Locale.ROOT)));
    }

    @Override
    public Uni<Optional<FileUpload>> find(ClientId client, String correlationId) {
        return statements.run(FIND, correlationId, device(client), module(client))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).findFirst())
                .map(found -> upload(correlationId, client, found));
    }

    private static Optional<FileUpload> upload(String correlationId, ClientId client, Optional<Row> found) {
        return found.map(row -> upload(correlationId, client, row));
    }

    private static FileUpload upload(String correlationId, ClientId client, Row row) {
        return new FileUpload(correlationId, client, new BlobName(row.getString("blob_name")),
                row.getOffsetDateTime("expires_at").toInstant(),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
    }

    @Override
    public Uni<Void> end(ClientId client, String correlationId, State state) {
        return statements.run(END, correlationId, device(client), module(client), state.name().toLowerCase(Locale.ROOT))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(Instant expiredBefore) {
        return statements.run(FORGET, time(expiredBefore)).replaceWithVoid();
    }

    private static String device(ClientId client) {
        return client.device().value();
    }

    private static String module(ClientId client) {
        return client.module().map(DeviceId::value).orElse("");
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
