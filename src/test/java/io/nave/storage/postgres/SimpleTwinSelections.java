package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.queries.TwinSelections;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;

/** As much of the query language as tests of configurations need, as long as nothing better is there. */
@Singleton
@DefaultBean
final class SimpleTwinSelections implements TwinSelections {

    private static final Pattern QUERY = Pattern
            .compile("(?i)\\s*(?:select\\s+\\S.*?\\s)?from\\s+(devices(?:\\.modules)?)(?:\\s+where\\s+(.*))?");
    private static final Pattern TERM = Pattern.compile("(tags|properties\\.reported)\\.(\\w+)\\s*=\\s*'([^']*)'");
    private static final String SQL = "select device_id, module_id from twin t where (module_id <> '') = %b and %s";

    private final PostgresStatements statements;

    SimpleTwinSelections(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public void check(String condition) {
        sql(condition);
    }

    private static String sql(String condition) {
        Matcher query = QUERY.matcher(condition);
        boolean whole = query.matches();
        String where = whole ? query.group(2) == null ? "*" : query.group(2) : condition;
        return SQL.formatted(whole && query.group(1).endsWith("modules"), terms(where));
    }

    private static String terms(String where) {
        if (where.equals("*")) {
            return "true";
        }
        List<String> terms = new ArrayList<>();
        for (String text : where.split("(?i) and ")) {
            Matcher term = TERM.matcher(text.strip());
            if (!term.matches()) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID, "Syntax error at line 1, column 1");
            }
            String column = term.group(1).equals("tags") ? "tags" : "reported";
            terms.add("%s ->> '%s' = '%s'".formatted(column, term.group(2), term.group(3)));
        }
        return String.join(" and ", terms);
    }

    @Override
    public Uni<List<ClientId>> select(String condition, Optional<ClientId> after, int max) {
        String sql = sql(condition) + " and (device_id, module_id) > ($1, $2) order by 1, 2 limit $3";
        return clients(sql, after.map(client -> client.device().value()).orElse(""),
                after.flatMap(ClientId::module).map(DeviceId::value).orElse(""), max);
    }

    @Override
    public Uni<List<ClientId>> among(List<ClientId> candidates, String condition) {
        String sql = sql(condition) + " and exists (select from unnest($1::text[], $2::text[]) as w(d, m)"
                + " where w.d = device_id and w.m = module_id)";
        return clients(sql, candidates.stream().map(client -> client.device().value()).toArray(String[]::new),
                candidates.stream().map(client -> client.module().map(DeviceId::value).orElse("")).toArray(String[]::new));
    }

    private Uni<List<ClientId>> clients(String sql, Object... parameters) {
        return statements.run(sql, parameters)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString(1).isEmpty() ? ClientId.of(row.getString(0))
                                : ClientId.of(row.getString(0), row.getString(1)))
                        .toList());
    }

    @Override
    public Uni<Long> count(String query) {
        return statements.run("select count(*) from (" + sql(query) + ") as found")
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
