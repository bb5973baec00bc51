package io.nave.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

import io.nave.launcher.LocalEngines;

/**
 * Watches the hub's commits from inside PostgreSQL, to do harm in the middle of one: a backend that writes or syncs its
 * write-ahead log is committing.
 */
final class Flushes implements AutoCloseable {

    private static final String COMMITTING = " FROM pg_stat_activity WHERE datname = current_database() "
            + "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state = 'active' "
            + "AND lower(wait_event) IN ('walsync', 'walwrite')";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;

    private Flushes(Connection connection) {
        this.connection = connection;
    }

    static Flushes watch(LocalEngines engines) throws SQLException {
        return new Flushes(DriverManager.getConnection("jdbc:" + engines.databaseUrl(), engines.databaseUser(),
                engines.databasePassword()));
    }

    /** Returns in the middle of a commit. */
    void awaitOne() throws SQLException {
        untilHit("SELECT pid" + COMMITTING);
    }

    /** Cuts the connection of a backend that is in the middle of a commit. */
    void cutOne() throws SQLException {
        untilHit("SELECT pg_terminate_backend(pid)" + COMMITTING);
    }

    private void untilHit(String sql) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            while (System.nanoTime() < deadline) {
                if (hit(statement)) {
                    return;
                }
            }
        }
        throw new AssertionError("The hub was not seen committing for " + PATIENCE);
    }

    private static boolean hit(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
