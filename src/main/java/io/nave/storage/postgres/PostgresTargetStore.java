package io.nave.storage.postgres;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.TargetStore;
import io.nave.hub.configurations.TargetTwin;
import io.nave.hub.configurations.TwinPlan;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.twins.TwinRules;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Twins as targets of configurations. Triggers note which ones change; what was planned is written by one function. */
@Singleton
final class PostgresTargetStore implements TargetStore {

    private static final String COUNT_STATES = StatementText.load("count-configuration-states.sql");
    private static final String TARGETS = StatementText.load("configuration-targets.sql");
    private static final String CONFIGURED = """
            select device_id, module_id from twin where configurations <> '{}' and (device_id, module_id) > ($1, $2)
            order by device_id, module_id limit $3""";
    private static final String APPLY = """
            select outcome, new_version from nave_twin_configure($1, $2, $3, $4, cast($5 as text)::jsonb,
            cast($6 as text)::jsonb, cast($7 as text)::jsonb, $8, $9, $10)""";
    private static final String TAKE_LOOKS = StatementText.load("take-configuration-looks.sql");
    private static final String END_LOOKS = "delete from configuration_look where id = any($1)";
    private static final String TAKE_PASS = StatementText.load("take-configuration-pass.sql");
    private static final String RENEW_PASS = """
            update configuration_set set lease_until = now() + $2::bigint * interval '1 millisecond' where epoch = $1""";
    private static final String END_PASS = StatementText.load("end-configuration-pass.sql");

    private final PostgresStatements statements;

    PostgresTargetStore(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<StateCounts> countStates(ConfigurationId id) {
        return statements.run(COUNT_STATES, id.value()).map(rows -> rows.iterator().next())
                .map(row -> new StateCounts(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
    }

    @Override
    public Uni<List<TargetTwin>> targets(Collection<ClientId> clients) {
        String[] devices = clients.stream().map(PostgresTargetStore::device).toArray(String[]::new);
        String[] modules = clients.stream().map(PostgresTargetStore::module).toArray(String[]::new);
        return statements.run(TARGETS, devices, modules).map(rows -> all(rows, PostgresTargetStore::target));
    }

    private static TargetTwin target(Row row) {
        return ConfigurationText.parseTarget(row.getString(0), row.getBoolean(1));
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    private static String device(ClientId client) {
        return client.device().value();
    }

    private static String module(ClientId client) {
        return client.module().map(DeviceId::value).orElse("");
    }

    @Override
    public Uni<List<ClientId>> configured(Optional<ClientId> after, int max) {
        return statements.run(CONFIGURED, after.map(PostgresTargetStore::device).orElse(""),
                after.map(PostgresTargetStore::module).orElse(""), max)
                .map(rows -> all(rows, PostgresTargetStore::client));
    }

    private static ClientId client(Row row) {
        return client(row, 0);
    }

    private static ClientId client(Row row, int column) {
        String device = row.getString(column);
        String module = row.getString(column + 1);
        return module.isEmpty() ? ClientId.of(device) : ClientId.of(device, module);
    }

    @Override
    public Uni<OptionalLong> apply(TwinPlan plan, long generation, boolean tell) {
        ClientId client = plan.target().twin().client();
        return statements.run(APPLY, device(client), module(client), plan.target().twin().version(), generation,
                ConfigurationText.patches(plan.patches()), plan.patches().isEmpty() ? null : plan.told().toString(),
                ConfigurationText.states(plan.states()), TwinSection.DESIRED.maxSize(), TwinStore.REMEMBERED_CHANGES, tell)
                .map(rows -> applied(rows.iterator().next()));
    }

    private static OptionalLong applied(Row answer) {
        return switch (answer.getString(0)) {
            case "done" -> OptionalLong.of(answer.getLong(1));
            case "desired" -> throw TwinRules.tooLarge(TwinSection.DESIRED);
            default -> OptionalLong.empty();
        };
    }

    @Override
    public Uni<List<Look>> takeLooks(int max, Duration lease) {
        return statements.run(TAKE_LOOKS, max, lease.toMillis()).map(rows -> all(rows, PostgresTargetStore::look));
    }

    private static Look look(Row row) {
        return new Look(row.getLong(0), client(row, 1));
    }

    @Override
    public Uni<Void> endLooks(List<Look> looks) {
        Long[] ids = looks.stream().map(Look::id).toArray(Long[]::new);
        return statements.run(END_LOOKS, (Object) ids).replaceWithVoid();
    }

    @Override
    public Uni<Optional<PassClaim>> takePass(Duration lease) {
        return statements.run(TAKE_PASS, lease.toMillis())
                .map(rows -> all(rows, PostgresTargetStore::pass).stream().findFirst());
    }

    private static PassClaim pass(Row row) {
        return new PassClaim(row.getLong(0), row.getLong(1));
    }

    @Override
    public Uni<Boolean> renewPass(PassClaim claim, Duration lease) {
        return statements.run(RENEW_PASS, claim.epoch(), lease.toMillis()).map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Uni<Void> endPass(PassClaim claim, Duration pause) {
        return statements.run(END_PASS, claim.epoch(), claim.generation(), pause.toMillis()).replaceWithVoid();
    }
}
