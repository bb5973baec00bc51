package io.nave.storage.postgres;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

/**
 * The pool that every store here draws from. Both its queue and the wait in it are bounded, so that a reconnect storm while
 * PostgreSQL is gone ends in refusals and not in a heap of callers. Statements are prepared once for each connection: planning
 * one costs more than running it.
 */
@Singleton
final class PostgresPool implements PgPoolCreator {

    private final PostgresConfig config;

    /** One connection may be busy with the event log all the time. */
    PostgresPool(PostgresConfig config) {
        if (config.connections() < 2) {
            throw new IllegalArgumentException(
                    "nave.database.connections is " + config.connections() + "; at least 2 are needed");
        }
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        int millis = Math.toIntExact(config.connectionTimeout().toMillis());
        List<PgConnectOptions> servers = input.pgConnectOptionsList();
        servers.forEach(server -> server.setCachePreparedStatements(true).setConnectTimeout(millis).setTcpKeepAlive(true));
        PoolOptions options = input.poolOptions()
                .setMaxSize(config.connections())
                .setMaxWaitQueueSize(config.maxWaiting())
                .setConnectionTimeout(millis).setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgDriver.INSTANCE.createPool(input.vertx(), servers, options);
    }
}
