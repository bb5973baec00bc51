package io.nave.storage.redis;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Where Redis is and how long this replica waits for it. The address reaches the client through application.properties; it
 * stands here so that a misspelt key stops the start.
 */
@ConfigMapping(prefix = "nave.redis")
interface RedisConfig {

    /** {@code redis://host:port}. */
    String url();

    /** How long a replica that says nothing is taken to live. It says so three times as often. */
    @WithDefault("15s")
    Duration lease();

    /** How old the last activity of a connected device may be on the other replicas. */
    @WithDefault("8s")
    Duration activityAge();

    /** How long a batch of commands may take. */
    @WithDefault("3s")
    Duration timeout();

    /** How many commands of each lane may wait for the batch before them; the next one is refused with ServiceUnavailable. */
    @WithDefault("100000")
    int maxWaiting();

    /** How long to wait before subscribing again after Redis was lost. */
    @WithDefault("500ms")
    Duration retryAfter();
}
