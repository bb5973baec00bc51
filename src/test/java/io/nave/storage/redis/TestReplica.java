package io.nave.storage.redis;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.monitoring.HubEvent;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** The Redis side of one replica, with a Vert.x and a client of its own, so that it can die alone. */
final class TestReplica implements AutoCloseable {

    final ReplicaId id = ReplicaId.random();
    final List<HubEvent> reported = new CopyOnWriteArrayList<>();
    final Redis redis;
    final RedisPipeline pipeline;
    final RedisNodeMessenger messenger;
    final RedisPresenceStore presence;
    private final Vertx vertx = Vertx.vertx();

    TestReplica(RedisConfig config, Clock clock) {
        redis = Redis.createClient(vertx, config.url());
        pipeline = new RedisPipeline(redis, config);
        messenger = new RedisNodeMessenger(pipeline, redis, config, id, clock, reported::add);
        presence = new RedisPresenceStore(pipeline, new ReplicaLease(redis, config, id, clock), config, id, clock,
                reported::add);
    }

    /** Cuts all its sockets without a word. */
    @Override
    public void close() {
        vertx.closeAndAwait();
    }
}
