package io.nave.storage.postgres;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.storage.postgres.TwinQuerySql.Statement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Runs the statements that queries of back ends become. PostgreSQL gives them up when nobody waits any more, and plans each for
 * what is bound to it, since that decides which index serves. From any thread.
 */
@Singleton
final class QueryStatements {

    private final Pool pool;
    private final PostgresConfig config;
    private final String settings;

    QueryStatements(Pool pool, PostgresConfig config) {
        this.pool = pool;
        this.config = config;
        this.settings = "set local statement_timeout = " + config.operationTimeout().toMillis()
                + "; set local plan_cache_mode = force_custom_plan; set local jit = off";
    }

    /** Fails with ARGUMENT_INVALID when a value is out of range, and with SERVICE_UNAVAILABLE. */
    Uni<RowSet<Row>> run(Statement statement) {
        return pool.withTransaction(connection -> run(connection, statement))
                .ifNoItem().after(config.operationTimeout()).failWith(PostgresFailure::late)
                .onFailure(PostgresFailure::isOfValue).transform(QueryStatements::refusal)
                .onFailure().transform(PostgresFailure::translate);
    }

    private Uni<RowSet<Row>> run(SqlConnection connection, Statement statement) {
        return connection.query(settings).execute()
                .chain(() -> connection.preparedQuery(statement.sql()).execute(Tuple.from(statement.parameters())));
    }

    private static HubException refusal(Throwable failure) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The query is invalid: a number in it grows out of range", failure);
    }
}
