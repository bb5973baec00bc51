package io.nave.storage.redis;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.projection.PresenceNote;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** The Redis side of one replica, with a Vert.x and a client of its own, so that it can die alone. */
final class TestReplica implements AutoCloseable {

    final ReplicaId id = ReplicaId.random();
    final List<HubEvent> reported = new CopyOnWriteArrayList<>();
    final Redis redis;
    final RedisPipeline pipeline;
    final RedisNodeMessenger messenger;
    final RedisConnectionEvents connectionEvents;
    final RedisPresenceStore presence;
    final List<PresenceNote> notes = new CopyOnWriteArrayList<>();
    /** Whether a route takes connection events. */
    volatile boolean eventsAreTaken;
    private final Vertx vertx = Vertx.vertx();

    TestReplica(RedisConfig config, Clock clock) {
        redis = Redis.createClient(vertx, config.url());
        pipeline = new RedisPipeline(redis, config);
        messenger = new RedisNodeMessenger(pipeline, new PresenceQuery(pipeline), redis, config, id, clock, reported::add);
        connectionEvents = new RedisConnectionEvents(pipeline, id);
        PresenceScripts scripts = new PresenceScripts(pipeline, connectionEvents, new Routes(this), notes::add, id, clock);
        presence = new RedisPresenceStore(scripts, new PresenceQuery(pipeline), new ReplicaLease(redis, config, id, clock),
                new DeadReplicas(pipeline, scripts, id), config, clock, reported::add);
    }

    /** Cuts all its sockets without a word. */
    @Override
    public void close() {
        vertx.closeAndAwait();
    }

    private record Routes(TestReplica replica) implements MessageIntake {

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody sends here");
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody notifies here");
        }

        @Override
        public boolean takes(MessageSource source) {
            return replica.eventsAreTaken && source == MessageSource.DEVICE_CONNECTION_STATE;
        }
    }
}
