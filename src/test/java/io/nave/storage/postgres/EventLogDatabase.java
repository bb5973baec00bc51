package io.nave.storage.postgres;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.flywaydb.core.Flyway;

import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.launcher.LocalEngines;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

/** A real PostgreSQL for tests of the event log; every test gets a schema of its own. */
final class EventLogDatabase implements AutoCloseable {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final LocalEngines engines;
    private final Vertx vertx = Vertx.vertx();
    private final List<Pool> pools = new ArrayList<>();
    private String schema = "public";

    EventLogDatabase(Path data) {
        this.engines = LocalEngines.start(data);
    }

    /** An empty log. */
    void migrate() {
        schema = "log" + SCHEMAS.incrementAndGet();
        Flyway.configure().dataSource(jdbcUrl(), engines.databaseUser(), engines.databasePassword()).defaultSchema(schema)
                .load().migrate();
    }

    /** A log as one more replica has it, with connections of its own. */
    PostgresEventLog log(EventLogConfig config) {
        return log(config, new InMemoryNodeMessenger(), event -> {
        });
    }

    PostgresEventLog log(EventLogConfig config, NodeMessenger messenger, HubMonitor monitor) {
        return log(config, messenger, monitor, port());
    }

    /** A log that reaches the database by another port. */
    PostgresEventLog log(EventLogConfig config, NodeMessenger messenger, HubMonitor monitor, int port) {
        return new PostgresEventLog(config, io.vertx.mutiny.sqlclient.Pool.newInstance(pool(port)), vertx, messenger, monitor);
    }

    /** Connections to the test's schema. */
    io.vertx.mutiny.sqlclient.Pool newPool() {
        return io.vertx.mutiny.sqlclient.Pool.newInstance(pool(port()));
    }

    /** A network to the database that can be cut. */
    CutLink link() {
        return new CutLink(vertx, port());
    }

    private int port() {
        return URI.create(engines.databaseUrl()).getPort();
    }

    private Pool pool(int port) {
        URI url = URI.create(engines.databaseUrl());
        PgConnectOptions options = new PgConnectOptions().setHost(url.getHost()).setPort(port)
                .setDatabase(url.getPath().substring(1)).setUser(engines.databaseUser()).setPassword(engines.databasePassword())
                .setProperties(Map.of("search_path", schema));
        Pool pool = PgBuilder.pool().using(vertx).connectingTo(options).with(new PoolOptions().setMaxSize(8)).build();
        pools.add(pool);
        return pool;
    }

    LocalEngines engines() {
        return engines;
    }

    /** Runs SQL in the test's schema; the first column of the rows, as text, if there are any. */
    List<String> sql(String sql) {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            List<String> column = new ArrayList<>();
            if (statement.execute(sql)) {
                var rows = statement.getResultSet();
                while (rows.next()) {
                    column.add(rows.getString(1));
                }
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A connection in the test's schema. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl() + "?currentSchema=" + schema, engines.databaseUser(),
                engines.databasePassword());
    }

    private String jdbcUrl() {
        return "jdbc:" + engines.databaseUrl();
    }

    /** Closes the connections of a test. */
    void disconnect() {
        pools.forEach(pool -> join(pool.close()));
        pools.clear();
    }

    @Override
    public void close() {
        disconnect();
        join(vertx.close());
        engines.close();
    }

    private static void join(io.vertx.core.Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().orTimeout(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
