package io.nave.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL and Redis as child processes of this JVM, with their data under one directory. They stop with {@link #close()},
 * and also when
 * the JVM ends without it, be it by {@code kill -9}; the next start on the same directory finds all data.
 */
public final class LocalEngines implements AutoCloseable {

    private final Settings settings;
    private final DataDirectory data;
    private final Watchdog watchdog;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final int postgresPort;
    private final int redisPort;
    private final CompletableFuture<ChildProcess> failure = new CompletableFuture<>();
    private @Nullable ChildProcess postgresProcess;
    private @Nullable ChildProcess redisProcess;

    /** A database somewhere else, which is then used instead of the embedded one: {@code postgresql://host:port/name}. */
    record Database(String url, String user, String password) {
    }

    /**
     * Which engines to start and how: a directory, engines elsewhere, ports (0 = a free one), and whether other users of this
     * machine are
     * kept out by passwords.
     */
    record Settings(Path data, Optional<Database> database, Optional<String> redisUrl, int postgresPort, int redisPort,
            boolean passwords) {
    }

    private LocalEngines(Settings settings, DataDirectory data) {
        this.settings = settings;
        this.data = data;
        this.postgres = new PostgresServer(data, settings.passwords());
        this.redis = new RedisServer(data, settings.passwords());
        this.postgresPort = settings.postgresPort() == 0 ? Ports.free() : settings.postgresPort();
        this.redisPort = settings.redisPort() == 0 ? Ports.free() : settings.redisPort();
        this.watchdog = Watchdog.start();
    }

    /** Starts both engines on free ports of 127.0.0.1, open to every user of this machine: for tests. */
    public static LocalEngines start(Path data) {
        return start(new Settings(data, Optional.empty(), Optional.empty(), 0, 0, false));
    }

    static LocalEngines start(Settings settings) {
        return start(settings, DataDirectory.open(settings.data()));
    }

    /** Starts the engines in a directory that is already open, and closes it in the end. */
    static LocalEngines start(Settings settings, DataDirectory data) {
        LocalEngines engines = new LocalEngines(settings, data);
        try {
            engines.startPostgres();
            engines.startRedis();
            return engines;
        } catch (RuntimeException e) {
            engines.close();
            throw e;
        }
    }

    /** {@code postgresql://host:port/database}. */
    public String databaseUrl() {
        return settings.database().map(Database::url)
                .orElse("postgresql://127.0.0.1:" + postgresPort + "/" + PostgresServer.DATABASE);
    }

    public String databaseUser() {
        return settings.database().map(Database::user).orElse(PostgresServer.USER);
    }

    public String databasePassword() {
        return settings.database().map(Database::password).orElseGet(postgres::password);
    }

    /** {@code redis://host:port}. */
    public String redisUrl() {
        return settings.redisUrl().orElseGet(() -> redis.url(redisPort));
    }

    /** The embedded PostgreSQL's server process first, then all that it has started by now; empty if it is not embedded. */
    public List<Long> postgresPids() {
        return postgresProcess == null ? List.of() : postgresProcess.pids();
    }

    /** The embedded Redis server, or 0 if it is not embedded. */
    public long redisPid() {
        return redisProcess == null ? 0 : redisProcess.pid();
    }

    /** Starts PostgreSQL again on the same port and with the same data, after a test has killed or stopped it. */
    public void restartPostgres() {
        stopPostgres();
        startPostgres();
    }

    /** Starts Redis again on the same port and with the same data, after a test has killed or stopped it. */
    public void restartRedis() {
        stopRedis();
        startRedis();
    }

    /** Stops PostgreSQL, so that a test can see what works without it. */
    public void stopPostgres() {
        if (postgresProcess != null) {
            postgres.stop(postgresProcess);
        }
    }

    /** Stops Redis, so that a test can see what works without it. */
    public void stopRedis() {
        if (redisProcess != null) {
            redis.stop(redisProcess);
        }
    }

    /** Completes with the first engine that ended although nobody stopped it. */
    CompletableFuture<ChildProcess> failure() {
        return failure;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Stops Redis, then PostgreSQL, cleanly, and lets the directory go. */
    @Override
    public void close() {
        stopRedis();
        stopPostgres();
        watchdog.close();
        data.close();
    }

    private void startPostgres() {
        if (settings.database().isEmpty()) {
            postgresProcess = watched(postgres.start(postgresPort, watchdog));
        }
    }

    private void startRedis() {
        if (settings.redisUrl().isEmpty()) {
            redisProcess = watched(redis.start(redisPort, watchdog));
        }
    }

    private ChildProcess watched(ChildProcess engine) {
        engine.unexpectedEnd().thenAccept(failure::complete);
        return engine;
    }
}
