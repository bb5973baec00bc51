package io.nave.architecture.violations.storage.postgres;

import io.vertx.redis.client.RedisOptions;

/** Planted: Redis outside storage.redis. */
final class PostgresSpeaksRedis {
    private RedisOptions options = new RedisOptions();
}
