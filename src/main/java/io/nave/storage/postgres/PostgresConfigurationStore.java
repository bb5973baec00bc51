package io.nave.storage.postgres;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.configurations.Configuration;
import io.nave.hub.configurations.ConfigurationContent;
import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.ConfigurationRequest;
import io.nave.hub.configurations.ConfigurationService;
import io.nave.hub.configurations.ConfigurationSet;
import io.nave.hub.configurations.ConfigurationSettings;
import io.nave.hub.configurations.ConfigurationStore;
import io.nave.hub.configurations.MeasuredConfiguration;
import io.nave.hub.configurations.MetricResults;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Configurations in PostgreSQL. Triggers note that they have changed. */
@Singleton
final class PostgresConfigurationStore implements ConfigurationStore {

    private static final String INSERT = StatementText.load("insert-configuration.sql");
    private static final String UPDATE = StatementText.load("update-configuration.sql");
    private static final String DELETE = """
            delete from configuration where id = $1 and ($2::bigint is null or revision = $2)""";
    private static final String FIND = "select cast(to_jsonb(c) as text) from configuration c where id = $1";
    private static final String LIST = "select cast(to_jsonb(c) as text) from configuration c order by id";
    private static final String GENERATION = "select generation from configuration_set";
    private static final String ALL = """
            select generation, cast(coalesce((select jsonb_agg(to_jsonb(c)) from configuration c), '[]') as text)
            from configuration_set""";
    private static final String NOTE_RESULTS = """
            update configuration set results = cast($2 as text)::jsonb where id = $1""";

    private final PostgresStatements statements;

    PostgresConfigurationStore(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<Configuration> insert(ConfigurationId id, ConfigurationContent content, ConfigurationSettings settings,
            int max) {
        return statements.run(INSERT, id.value(), content.kind().name(), content.json().toString(), settings.schemaVersion(),
                settings.labels().toString(), settings.targetCondition(), settings.priority(),
                ConfigurationText.object(settings.metrics()), max)
                .map(PostgresConfigurationStore::firstConfiguration)
                .chain(added -> added.isPresent() ? Uni.createFrom().item(added.get()) : refuseInsert(id, max));
    }

    private static Optional<Configuration> firstConfiguration(RowSet<Row> rows) {
        return stream(rows).map(row -> ConfigurationText.parse(row.getString(0))).findFirst();
    }

    private Uni<Configuration> refuseInsert(ConfigurationId id, int max) {
        return find(id).map(found -> {
            throw found.isPresent()
                    ? new HubException(ErrorCode.CONFIGURATION_ALREADY_EXISTS, "There is a configuration with Id '" + id + "'.")
                    : new HubException(ErrorCode.CONFIGURATION_COUNT_LIMIT_EXCEEDED,
                            "There are " + max + " configurations, which is all that a hub may have.");
        });
    }

    @Override
    public Uni<Configuration> update(ConfigurationRequest request, Optional<ETag> expected) {
        ConfigurationSettings settings = request.settings();
        return statements.run(UPDATE, request.id().value(), settings.schemaVersion(), settings.labels().toString(),
                settings.targetCondition(), settings.priority(), ConfigurationText.object(settings.metrics()),
                revision(expected), request.content().map(content -> content.kind().name()).orElse(null),
                request.content().map(content -> content.json().toString()).orElse(null))
                .map(PostgresConfigurationStore::firstConfiguration)
                .chain(done -> done.isPresent() ? Uni.createFrom().item(done.get()) : refuse(request.id(), expected));
    }

    /** No revision has the number -1. */
    private static @Nullable Long revision(Optional<ETag> expected) {
        return expected.map(PostgresConfigurationStore::revision).orElse(null);
    }

    private static long revision(ETag etag) {
        try {
            return Long.parseLong(new String(Base64.getDecoder().decode(etag.value()), US_ASCII));
        } catch (IllegalArgumentException noneOfOurs) {
            return -1;
        }
    }

    private <T> Uni<T> refuse(ConfigurationId id, Optional<ETag> expected) {
        return find(id).map(found -> {
            throw refusal(id, found.map(MeasuredConfiguration::configuration), expected);
        });
    }

    private static HubException refusal(ConfigurationId id, Optional<Configuration> present, Optional<ETag> expected) {
        if (present.isEmpty()) {
            return ConfigurationService.absent(id);
        }
        return expected.filter(etag -> !etag.equals(present.get().etag())).isPresent()
                ? new HubException(ErrorCode.PRECONDITION_FAILED,
                        "Precondition failed: the configuration '" + id + "' has another etag by now; read it again.")
                : new HubException(ErrorCode.CANNOT_MODIFY_IMMUTABLE_CONFIGURATION_CONTENT,
                        "The content of a configuration cannot be changed; create another one.");
    }

    @Override
    public Uni<Void> delete(ConfigurationId id, Optional<ETag> expected) {
        return statements.run(DELETE, id.value(), revision(expected))
                .chain(rows -> rows.rowCount() > 0 ? Uni.createFrom().voidItem() : refuse(id, expected));
    }

    @Override
    public Uni<Optional<MeasuredConfiguration>> find(ConfigurationId id) {
        return statements.run(FIND, id.value()).map(rows -> measured(rows).findFirst());
    }

    private static Stream<MeasuredConfiguration> measured(RowSet<Row> rows) {
        return stream(rows).map(row -> ConfigurationText.parseMeasured(row.getString(0)));
    }

    @Override
    public Uni<List<MeasuredConfiguration>> list() {
        return statements.run(LIST).map(rows -> measured(rows).toList());
    }

    @Override
    public Uni<Long> generation() {
        return statements.run(GENERATION).map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Uni<ConfigurationSet> all() {
        return statements.run(ALL).map(rows -> rows.iterator().next())
                .map(row -> new ConfigurationSet(row.getLong(0), ConfigurationText.parseAll(row.getString(1))));
    }

    @Override
    public Uni<Void> noteResults(ConfigurationId id, MetricResults results) {
        return statements.run(NOTE_RESULTS, id.value(), ConfigurationText.write(results)).replaceWithVoid();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
