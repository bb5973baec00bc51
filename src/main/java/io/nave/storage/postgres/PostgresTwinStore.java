package io.nave.storage.postgres;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinDocument;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinRules;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore;
import io.nave.hub.twins.TwinWrite;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Twins in PostgreSQL, one row each. A write is one call of a function that locks the row, merges and says how it is then;
 * reported patches go there many at a time (ReportedBatches).
 */
@Singleton
final class PostgresTwinStore implements TwinStore {

    private static final String FIND = """
            select cast(to_jsonb(d) as text) from twin_document d where device_id = $1 and module_id = $2""";
    private static final String FIND_ALL = """
            select cast(to_jsonb(t) as text) from unnest($1::text[], $2::text[]) as w(device_id, module_id)
            join twin t on t.device_id = w.device_id and t.module_id = w.module_id""";
    private static final String FIND_FOR_DEVICE = """
            select cast(desired as text), desired_version, cast(reported as text), reported_version from twin
            where device_id = $1 and module_id = $2""";
    private static final String WRITE = """
            select outcome, document
            from nave_twin_write($1, $2, $3, cast($4 as text)::jsonb, cast($5 as text)::jsonb, $6, $7, $8, $9, $10)""";
    private static final String DESIRED_VERSION = "select desired_version from twin where device_id = $1 and module_id = $2";
    private static final String CHANGES_AFTER = """
            select device_id, module_id, version, cast(patch as text) from desired_change
            where device_id = $1 and module_id = $2 and version > $3 order by version""";
    private static final String CHANGED_WITHIN = """
            select device_id, module_id, max(version), null from desired_change
            where changed_at > now() - $1::bigint * interval '1 millisecond' group by device_id, module_id limit $2""";
    private static final String FORGET = """
            delete from desired_change where changed_at < now() - $1::bigint * interval '1 millisecond'""";
    private static final String ANNOUNCE_MODEL = """
            update twin set model_id = $3 where device_id = $1 and module_id = $2 and model_id <> $3""";

    private final PostgresStatements statements;
    private final ReportedBatches reported;

    PostgresTwinStore(PostgresStatements statements, ReportedBatches reported) {
        this.statements = statements;
        this.reported = reported;
    }

    @Override
    public Uni<Optional<TwinDocument>> find(ClientId client) {
        return statements.run(FIND, device(client), module(client))
                .map(rows -> first(rows, PostgresTwinStore::document));
    }

    private static TwinDocument document(Row row) {
        return TwinDocumentText.parse(row.getString(0));
    }

    private static String device(ClientId client) {
        return client.device().value();
    }

    private static String module(ClientId client) {
        return client.module().map(DeviceId::value).orElse("");
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
        return all(rows, read).stream().findFirst();
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    @Override
    public Uni<Map<ClientId, Twin>> findAll(Collection<ClientId> clients) {
        String[] devices = clients.stream().map(PostgresTwinStore::device).toArray(String[]::new);
        String[] modules = clients.stream().map(PostgresTwinStore::module).toArray(String[]::new);
        return statements.run(FIND_ALL, devices, modules).map(PostgresTwinStore::byClient);
    }

    private static Map<ClientId, Twin> byClient(RowSet<Row> rows) {
        return all(rows, PostgresTwinStore::twin).stream().collect(Collectors.toMap(Twin::client, Function.identity()));
    }

    private static Twin twin(Row row) {
        return TwinDocumentText.parseTwin(row.getString(0));
    }

    @Override
    public Uni<Optional<DeviceView>> findForDevice(ClientId client) {
        return statements.run(FIND_FOR_DEVICE, device(client), module(client))
                .map(rows -> first(rows, PostgresTwinStore::view));
    }

    private static DeviceView view(Row row) {
        return new DeviceView(row.getString(0), row.getLong(1), row.getString(2), row.getLong(3));
    }

    @Override
    public Uni<TwinDocument> write(ClientId client, TwinWrite write, OptionalLong expected, boolean tell) {
        return statements.run(WRITE, device(client), module(client), expected.isPresent() ? expected.getAsLong() : null,
                text(write.tags()), text(write.desired()), write.replace(), TwinSection.TAGS.maxSize(),
                TwinSection.DESIRED.maxSize(), REMEMBERED_CHANGES, tell)
                .map(rows -> written(client, rows.iterator().next()));
    }

    private static @Nullable String text(Optional<TwinPatch> patch) {
        return patch.map(TwinPatch::json).orElse(null);
    }

    private static TwinDocument written(ClientId client, Row answer) {
        return switch (answer.getString(0)) {
            case "done" -> TwinDocumentText.parse(answer.getString(1));
            case "stale" -> throw new HubException(ErrorCode.PRECONDITION_FAILED,
                    "Precondition failed: the twin of '" + client + "' has another etag by now; read it again.");
            case "tags" -> throw TwinRules.tooLarge(TwinSection.TAGS);
            case "desired" -> throw TwinRules.tooLarge(TwinSection.DESIRED);
            default -> throw absent(client);
        };
    }

    static HubException absent(ClientId client) {
        return new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no twin of '" + client + "'.");
    }

    @Override
    public Uni<Long> report(ClientId client, Optional<String> generationId, ReportedPatch patch, boolean tell) {
        return reported.add(client, generationId, patch, tell);
    }

    @Override
    public Uni<Optional<Long>> desiredVersion(ClientId client) {
        return statements.run(DESIRED_VERSION, device(client), module(client))
                .map(rows -> first(rows, PostgresTwinStore::version));
    }

    private static long version(Row row) {
        return row.getLong(0);
    }

    @Override
    public Uni<List<DesiredChange>> changesAfter(ClientId client, long version) {
        return statements.run(CHANGES_AFTER, device(client), module(client), version)
                .map(rows -> all(rows, PostgresTwinStore::change));
    }

    @Override
    public Uni<List<DesiredChange>> changedWithin(Duration time, int max) {
        return statements.run(CHANGED_WITHIN, time.toMillis(), max).map(rows -> all(rows, PostgresTwinStore::change));
    }

    private static DesiredChange change(Row row) {
        String module = row.getString(1);
        ClientId client = module.isEmpty() ? ClientId.of(row.getString(0)) : ClientId.of(row.getString(0), module);
        return new DesiredChange(client, row.getLong(2), Optional.ofNullable(row.getString(3)));
    }

    @Override
    public Uni<Void> forgetChanges(Duration age) {
        return statements.run(FORGET, age.toMillis()).replaceWithVoid();
    }

    @Override
    public Uni<Void> announceModel(ClientId client, String modelId) {
        return statements.run(ANNOUNCE_MODEL, device(client), module(client), modelId).replaceWithVoid();
    }
}
