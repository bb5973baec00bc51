package io.nave.storage.postgres;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.flywaydb.core.Flyway;

import io.nave.launcher.LocalEngines;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;

/**
 * A real PostgreSQL for tests of jobs, their files and uploads, without a hub beside it that would carry the jobs out; each
 * test
 * begins with empty tables.
 */
final class JobDatabase implements AutoCloseable {

    /** What files are sealed with unless a test says otherwise. */
    static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static final String TABLES = "registry_job, registry_job_error, job_file, job_file_chunk, job_file_version,"
            + " scheduled_job, scheduled_job_device, hub_replica, notification, device";

    private final LocalEngines engines;
    private final Vertx vertx = Vertx.vertx();
    private final io.vertx.sqlclient.Pool pool;
    private final PostgresStatements statements;

    JobDatabase(Path data) {
        engines = LocalEngines.start(data);
        Flyway.configure().dataSource("jdbc:" + engines.databaseUrl(), engines.databaseUser(), engines.databasePassword())
                .load().migrate();
        URI url = URI.create(engines.databaseUrl());
        PgConnectOptions options = new PgConnectOptions().setHost(url.getHost()).setPort(url.getPort())
                .setDatabase(url.getPath().substring(1)).setUser(engines.databaseUser())
                .setPassword(engines.databasePassword());
        pool = PgBuilder.pool().using(vertx).connectingTo(options).with(new PoolOptions().setMaxSize(8)).build();
        statements = new PostgresStatements(Pool.newInstance(pool), config());
    }

    private PostgresConfig config() {
        Map<String, String> settings = new HashMap<>();
        settings.put("nave.database.url", engines.databaseUrl());
        settings.put("nave.database.user", engines.databaseUser());
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(PostgresConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(PostgresConfig.class);
    }

    void clear() {
        statements.run("truncate " + TABLES + " cascade").await().atMost(Duration.ofSeconds(20));
    }

    /** The first column of the first row. */
    Object value(String sql) {
        return statements.run(sql).await().atMost(Duration.ofSeconds(20)).iterator().next().getValue(0);
    }

    /** Runs a statement for its effect. */
    void run(String sql, Object... parameters) {
        statements.run(sql, parameters).await().atMost(Duration.ofSeconds(20));
    }

    PostgresFileUploadStore uploads() {
        return new PostgresFileUploadStore(statements);
    }

    PostgresScheduledJobStore scheduledJobs() {
        return new PostgresScheduledJobStore(statements);
    }

    PostgresRegistryJobStore jobs() {
        return new PostgresRegistryJobStore(statements, vault(KEY, Optional.empty()));
    }

    PostgresJobFileStore files(long max) {
        return files(max, KEY, Optional.empty());
    }

    PostgresJobFileStore files(long max, String key, Optional<List<String>> previousKeys) {
        MemorySize size = new MemorySizeConverter().convert(Long.toString(max));
        return new PostgresJobFileStore(statements, vault(key, previousKeys), () -> size);
    }

    private static KeyVault vault(String key, Optional<List<String>> previousKeys) {
        return new KeyVault(new VaultSettings(Optional.of(key), "", previousKeys));
    }

    @Override
    public void close() {
        join(pool.close());
        join(vertx.close());
        engines.close();
    }

    private static void join(io.vertx.core.Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
