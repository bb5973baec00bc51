package io.nave.storage.postgres;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Runs single statements on the reactive client, for what has no entities: each holds by itself. Answers within the same time
 * limit, and fails in the same words, as {@link PostgresSessions}. From any thread.
 */
@Singleton
final class PostgresStatements {

    private final Pool pool;
    private final PostgresConfig config;

    PostgresStatements(Pool pool, PostgresConfig config) {
        this.pool = pool;
        this.config = config;
    }

    Uni<RowSet<Row>> run(String sql, @Nullable Object... parameters) {
        return pool.preparedQuery(sql).execute(Tuple.from(parameters))
                .ifNoItem().after(config.operationTimeout()).failWith(PostgresFailure::late)
                .onFailure().transform(PostgresFailure::translate);
    }
}
