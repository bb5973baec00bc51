package io.nave.architecture.violations.hub.first;

import io.nave.architecture.violations.storage.redis.RedisSpeaksSql;

/** Planted: hub must not know storage. */
final class HubReachesOut {
    private RedisSpeaksSql store = new RedisSpeaksSql();
}
