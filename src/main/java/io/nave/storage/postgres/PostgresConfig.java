package io.nave.storage.postgres;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Where PostgreSQL is, how many connections this replica opens to it, and how long its callers wait. Address, user and password
 * reach the drivers through application.properties; they stand here so that a misspelt key stops the start.
 */
@ConfigMapping(prefix = "nave.database")
interface PostgresConfig {

    /** {@code postgresql://host:port/database}. */
    String url();

    String user();

    /** Empty where PostgreSQL asks for none. */
    Optional<String> password();

    /** Connections of this replica, the event log's included. */
    @WithDefault("20")
    int connections();

    /** How many callers may wait for a connection; the next one is refused with ServiceUnavailable. */
    @WithDefault("20000")
    int maxWaiting();

    /** How long a caller waits for a connection, and how long opening one may take. */
    @WithDefault("10s")
    Duration connectionTimeout();

    /** How long a caller waits altogether; then it hears ServiceUnavailable and does not know what became of a change. */
    @WithDefault("15s")
    Duration operationTimeout();
}
