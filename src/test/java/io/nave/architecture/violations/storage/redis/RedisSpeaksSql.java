package io.nave.architecture.violations.storage.redis;

import io.vertx.sqlclient.PoolOptions;

/** Planted: SQL outside storage.postgres. */
public final class RedisSpeaksSql {
    private PoolOptions options = new PoolOptions();
}
