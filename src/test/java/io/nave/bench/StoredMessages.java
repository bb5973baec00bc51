package io.nave.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import io.nave.launcher.LocalEngines;

/**
 * Asks the hub's database, behind the hub's back: how many messages it really holds.
 */
final class StoredMessages {

    private final LocalEngines engines;

    StoredMessages(LocalEngines engines) {
        this.engines = engines;
    }

    /**
     * The messages in all partitions of the event log: the counts of the batches that are there, not what the hub says about
     * them.
     */
    long count() {
        return Long.parseLong(ask("SELECT coalesce(sum(count), 0)::bigint FROM event_batch WHERE partition < 32"));
    }

    String version() {
        return "PostgreSQL " + ask("SHOW server_version");
    }

    private String ask(String question) {
        try (Connection connection = DriverManager.getConnection("jdbc:" + engines.databaseUrl(), engines.databaseUser(),
                engines.databasePassword());
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            if (!answer.next()) {
                throw new BenchFailure("The database has no answer to: " + question);
            }
            return answer.getString(1);
        } catch (SQLException e) {
            throw new BenchFailure("The database does not answer " + question, e);
        }
    }
}
