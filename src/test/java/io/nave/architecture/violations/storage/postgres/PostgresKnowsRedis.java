package io.nave.architecture.violations.storage.postgres;

import io.nave.architecture.violations.storage.redis.RedisSpeaksSql;

/** Planted: stores do not know each other. */
final class PostgresKnowsRedis {
    private RedisSpeaksSql other = new RedisSpeaksSql();
}
