package io.nave.storage.redis;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubMonitor;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.subscription.BackPressureFailure;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Calls over Redis: to all replicas on the channel {@code nave:calls}, to one on {@code nave:calls:{incarnation}}. A call that
 * Redis does not take is lost and reported, and its caller hears
 * nothing of it. From any thread; calls arrive on a thread of the Redis client.
 */
@Singleton
final class RedisNodeMessenger implements NodeMessenger {

    private static final String CHANNEL = "nave:calls";
    private static final String REPLICA_CHANNEL = CHANNEL + ":";
    private static final LuaScript TELL_HOLDER = LuaScript.load("tell-holder.lua");

    /** Calls that a slow receiver may leave unread; beyond that it misses some. */
    private static final int MAX_UNREAD = 10_000;

    private final RedisPipeline redis;
    private final PresenceQuery presence;
    private final ReplicaId replica;
    private final OutageReport outage;
    private final RedisSubscription subscription;
    private final BroadcastProcessor<NodeCall> calls = BroadcastProcessor.create();
    private final AtomicBoolean started = new AtomicBoolean();

    RedisNodeMessenger(RedisPipeline pipeline, PresenceQuery presence, Redis redis, RedisConfig config, ReplicaId replica,
            Clock clock,
            HubMonitor monitor) {
        this.redis = pipeline;
        this.presence = presence;
        this.replica = replica;
        this.outage = new OutageReport("calls between replicas over Redis", monitor, clock);
        this.subscription = new RedisSubscription(redis, List.of(CHANNEL, channelOf(replica)), config.retryAfter(),
                this::received, outage::failed);
    }

    @Override
    public Uni<Void> tell(NodeCall call) {
        return publish(CHANNEL, call);
    }

    @Override
    public Uni<Void> tell(ReplicaId other, NodeCall call) {
        return publish(channelOf(other), call);
    }

    /** What a replica does not hear because it is gone, its lease tells: nobody waits for that while its life is trusted. */
    @Override
    public Uni<Boolean> tellHolder(ClientId client, NodeCall call) {
        String bucket = PresenceKeys.bucket(client.device());
        Request request = TELL_HOLDER.call(List.of(PresenceKeys.entries(bucket)), List.of(client.toString(),
                replica.incarnation(), REPLICA_CHANNEL, NodeCallText.format(replica, call)));
        return Uni.createFrom().completionStage(() -> redis.send(bucket, request)).chain(this::isTold);
    }

    private Uni<Boolean> isTold(@Nullable Response holder) {
        String incarnation = holder == null ? "" : holder.toString();
        return incarnation.isEmpty() ? Uni.createFrom().item(false) : presence.isLive(incarnation);
    }

    private static String channelOf(ReplicaId replica) {
        return REPLICA_CHANNEL + replica.incarnation();
    }

    private Uni<Void> publish(String channel, NodeCall call) {
        Request request = Request.cmd(Command.PUBLISH).arg(channel).arg(NodeCallText.format(replica, call));
        return Uni.createFrom().completionStage(() -> redis.send(request)).replaceWithVoid()
                .onFailure().invoke(outage::failed)
                .onFailure().recoverWithNull();
    }

    /** Listens from the first call of this method on. */
    @Override
    public Multi<NodeCall> calls() {
        if (started.compareAndSet(false, true)) {
            subscription.start();
        }
        return calls.onOverflow().buffer(MAX_UNREAD)
                .onFailure(BackPressureFailure.class).retry().indefinitely();
    }

    /** Not later: when beans are destroyed the Redis client is gone already, and its end would look like an outage. */
    void stop(@Observes ShutdownEvent event) {
        subscription.stop();
        calls.onComplete();
    }

    private void received(String text) {
        NodeCallText.parse(text).filter(message -> !message.isFrom(replica))
                .ifPresent(message -> calls.onNext(message.call()));
    }
}
