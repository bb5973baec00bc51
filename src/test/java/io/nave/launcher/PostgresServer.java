package io.nave.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The embedded PostgreSQL: a cluster of its own under the data directory, on loopback only, and durable, because an
 * acknowledged message
 * is a committed one. It is started directly and not by zonky's library, which turns {@code fsync} and
 * {@code synchronous_commit} off.
 */
final class PostgresServer {

    static final String USER = "postgres";
    static final String DATABASE = "nave";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path programs;
    private final Path cluster;
    private final Path log;
    private final String password;
    private final boolean askPassword;

    PostgresServer(DataDirectory data, boolean askPassword) {
        this.programs = Programs.directory(data);
        this.cluster = data.resolve("postgres");
        this.log = data.resolve("postgres.log");
        this.password = PrivateFiles.secret(data.resolve("secrets/postgres"));
        this.askPassword = askPassword;
    }

    String password() {
        return password;
    }

    Path log() {
        return log;
    }

    /** Stops a server of a killed run, then starts one with the same data; returns when it answers and the database exists. */
    ChildProcess start(int port, Watchdog watchdog) {
        Path home = Programs.postgres(programs);
        Path program = home.resolve("bin/postgres");
        forgetEarlierRun(program);
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            createCluster(home);
        }
        writeAccess();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            ChildProcess server = ChildProcess.start(command(program, port));
            watchdog.watch(Watchdog.POSTGRES, server);
            if (awaitReady(server, port)) {
                return server;
            }
            // the backends of a server that was killed need a moment to notice, and hold the shared memory until then
            if (!server.said("still in use") || System.nanoTime() > deadline) {
                server.stop("QUIT", Duration.ofSeconds(5));
                throw new LaunchFailure("PostgreSQL does not start. Its last words (all of them are in " + log + "):\n"
                        + server.lastWords(5));
            }
            Signals.pause();
        }
    }

    void stop(ChildProcess server) {
        server.stop("INT", PATIENCE); // "fast" shutdown: does not wait for clients, does write a checkpoint
    }

    private void forgetEarlierRun(Path program) {
        Path pidFile = cluster.resolve("postmaster.pid");
        Signals.stopLeftover(pidFile, process -> Signals.runs(process, program, cluster), "INT", PATIENCE);
        long pid = Signals.read(pidFile);
        if (pid > 0 && Signals.alive(pid)) {
            deletePidFile(pidFile); // somebody else's process has that number by now, and PostgreSQL would refuse to start
        }
    }

    private static void deletePidFile(Path pidFile) {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new LaunchFailure(pidFile + " cannot be deleted (" + DataDirectory.reason(e) + ").", e);
        }
    }

    private void createCluster(Path home) {
        Path unfinished = cluster.resolveSibling("postgres.unfinished");
        Path passwordFile = cluster.resolveSibling("postgres.password");
        Unprivileged unprivileged = Unprivileged.here();
        try {
            Programs.delete(unfinished);
            Files.createDirectory(unfinished,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            unprivileged.own(unfinished);
            PrivateFiles.write(passwordFile, password + "\n");
            unprivileged.own(passwordFile);
            List<String> words = new ArrayList<>(unprivileged.prefix());
            words.addAll(List.of(home.resolve("bin/initdb").toString(), "-D", unfinished.toString(), "-U", USER, "-E", "UTF8",
                    "--locale=C", "-A", "scram-sha-256", "--pwfile=" + passwordFile));
            Programs.Result result = Programs.run(words);
            Files.delete(passwordFile);
            if (!result.ok()) {
                throw new LaunchFailure("PostgreSQL cannot create its files under " + cluster + ":\n" + result.output());
            }
            Files.move(unfinished, cluster);
        } catch (IOException e) {
            throw new LaunchFailure(
                    "PostgreSQL cannot create its files under " + cluster + " (" + DataDirectory.reason(e) + ").", e);
        }
    }

    private void writeAccess() {
        String method = askPassword ? "scram-sha-256" : "trust";
        Path rules = cluster.resolve("pg_hba.conf");
        PrivateFiles.write(rules, "host all all 127.0.0.1/32 " + method + "\n");
        Unprivileged.here().own(rules);
    }

    private ChildProcess.Command command(Path program, int port) {
        List<String> words = new ArrayList<>(Unprivileged.here().prefix());
        words.addAll(List.of(program.toString(), "-D", cluster.toString(), "-p", Integer.toString(port)));
        Map<String, String> settings = Map.of("listen_addresses", "127.0.0.1", "unix_socket_directories", "", "fsync", "on",
                "synchronous_commit", "on", "full_page_writes", "on", "timezone", "UTC", "log_timezone", "UTC");
        settings.forEach((key, value) -> words.addAll(List.of("-c", key + "=" + value)));
        return new ChildProcess.Command("PostgreSQL", words, cluster.getParent(), log, Map.of("LC_ALL", "C", "PGPASSWORD", ""));
    }

    private boolean awaitReady(ChildProcess server, int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.alive() && System.nanoTime() < deadline) {
            try (Connection connection = connect(port)) {
                createDatabase(connection);
                return true;
            } catch (SQLException e) { // not yet up, or still recovering
                Signals.pause();
            }
        }
        return false;
    }

    private Connection connect(int port) throws SQLException {
        return Databases.connect("postgresql://127.0.0.1:" + port + "/postgres", USER, password);
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                connection.createStatement().execute("CREATE DATABASE " + DATABASE);
            }
        }
    }
}
