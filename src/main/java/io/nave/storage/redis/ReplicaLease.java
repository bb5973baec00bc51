package io.nave.storage.redis;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;

/**
 * The key that says that this replica lives; it goes by itself when nobody renews it. It does not travel through
 * {@link RedisPipeline}, because it must not wait behind a storm of connects.
 */
@Singleton
final class ReplicaLease {

    private final Redis redis;
    private final RedisConfig config;
    private final String key;

    ReplicaLease(Redis redis, RedisConfig config, ReplicaId replica) {
        this.redis = redis;
        this.config = config;
        this.key = PresenceKeys.lease(replica.incarnation());
    }

    /** Renews the lease; false when it was not there, because it is new or ran out or Redis forgot it. */
    Uni<Boolean> renew() {
        long millis = config.lease().toMillis();
        return redis.send(Request.cmd(Command.SET).arg(key).arg(1).arg("PX").arg(millis).arg("GET"))
                .ifNoItem().after(config.timeout()).fail()
                .map(before -> before != null);
    }

    /** On a stop nobody has to wait until the lease runs out. */
    Uni<Void> end() {
        return redis.send(Request.cmd(Command.DEL).arg(key))
                .ifNoItem().after(config.timeout()).fail()
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
