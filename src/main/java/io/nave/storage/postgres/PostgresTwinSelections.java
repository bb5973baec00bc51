package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.queries.QueryParser;
import io.nave.hub.queries.QuerySource;
import io.nave.hub.queries.TwinQuery;
import io.nave.hub.queries.TwinSelections;
import io.nave.storage.postgres.TwinQuerySql.Statement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

/** Finds devices and modules in PostgreSQL, each call by one statement. */
@Singleton
final class PostgresTwinSelections implements TwinSelections {

    private final QueryStatements statements;
    private final PostgresTwinQueries queries;

    PostgresTwinSelections(QueryStatements statements, PostgresTwinQueries queries) {
        this.statements = statements;
        this.queries = queries;
    }

    @Override
    public void check(String condition) {
        parse(condition);
    }

    private static TwinQuery parse(String condition) {
        TwinQuery query = QueryParser.parseCondition(condition);
        if (query.source() == QuerySource.JOBS || query.isAggregated()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "A condition says which devices or modules are meant; jobs and groups are none");
        }
        return query;
    }

    @Override
    public Uni<List<ClientId>> select(String condition, Optional<ClientId> after, int max) {
        return clients(new TwinQuerySql(parse(condition)).clients(after, max));
    }

    @Override
    public Uni<List<ClientId>> among(List<ClientId> candidates, String condition) {
        return clients(new TwinQuerySql(parse(condition)).among(candidates));
    }

    private Uni<List<ClientId>> clients(Statement statement) {
        return statements.run(statement)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(PostgresTwinSelections::client).toList());
    }

    private static ClientId client(Row row) {
        String module = row.getString(1);
        return module.isEmpty() ? ClientId.of(row.getString(0)) : ClientId.of(row.getString(0), module);
    }

    @Override
    public Uni<Long> count(String query) {
        return queries.count(QueryParser.parse(query));
    }
}
