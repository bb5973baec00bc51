package io.nave.storage.redis;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.PresenceStore;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Presence in Redis: an entry per connected identity, which counts while the lease of the replica that wrote it lives.
 * <p>
 * A note that Redis did not take fails for the caller and is owed: upkeep writes it as soon as Redis is back. The same happens
 * to everything this replica holds when its lease was lost, because then Redis may have lost the entries too. What is owed is
 * bounded by the identities that connected or disconnected meanwhile. From any thread.
 */
@Singleton
final class RedisPresenceStore implements PresenceStore {

    private static final LuaScript ENTER = LuaScript.load("presence-enter.lua");
    private static final LuaScript LEAVE = LuaScript.load("presence-leave.lua");
    private static final int OWED_AT_ONCE = 500;

    private final RedisPipeline redis;
    private final ReplicaLease lease;
    private final PresenceQuery query;
    private final RedisConfig config;
    private final ReplicaId replica;
    private final Clock clock;
    private final OutageReport outage;
    private final Map<ClientId, Long> held = new ConcurrentHashMap<>();
    private final Set<ClientId> owed = ConcurrentHashMap.newKeySet();

    RedisPresenceStore(RedisPipeline redis, ReplicaLease lease, RedisConfig config, ReplicaId replica, Clock clock,
            HubMonitor monitor) {
        this.redis = redis;
        this.lease = lease;
        this.query = new PresenceQuery(redis);
        this.config = config;
        this.replica = replica;
        this.clock = clock;
        this.outage = new OutageReport("presence in Redis", monitor, clock);
    }

    @Override
    public Uni<Void> connected(ClientId client) {
        return Uni.createFrom().completionStage(() -> enter(client)).replaceWithVoid();
    }

    @Override
    public Uni<Void> disconnected(ClientId client) {
        return Uni.createFrom().completionStage(() -> leave(client)).replaceWithVoid();
    }

    @Override
    public Uni<Map<ClientId, Long>> connectedSince(Collection<ClientId> clients) {
        return query.connectedSince(clients);
    }

    @Override
    public Uni<Optional<ReplicaId>> holder(ClientId client) {
        return query.holder(client);
    }

    @Override
    public Uni<Long> count() {
        return lease.countElsewhere().map(elsewhere -> elsewhere + heldDevices());
    }

    private long heldDevices() {
        return held.keySet().stream().filter(client -> client.module().isEmpty()).count();
    }

    /** Two loops, so that the lease is renewed in time however much there is to make good. */
    @Override
    public Multi<Void> upkeep() {
        return Multi.createBy().merging().streams(every(this::renewLease), every(this::makeAllGood))
                .onTermination().call(lease::end);
    }

    private Multi<Void> every(Supplier<Uni<Void>> work) {
        return Multi.createFrom().ticks().every(config.lease().dividedBy(3)).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> reported(work.get()));
    }

    private Uni<Void> reported(Uni<Void> work) {
        return work.onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }

    /** What is held and what is sent change together, so that Redis sees changes of an identity in their order. */
    private synchronized CompletionStage<@Nullable Response> enter(ClientId client) {
        long since = clock.millis();
        held.put(client, since);
        return note(client, entering(client, since, "new"));
    }

    private synchronized CompletionStage<@Nullable Response> leave(ClientId client) {
        held.remove(client);
        return note(client, leaving(client));
    }

    private synchronized CompletionStage<@Nullable Response> makeGood(ClientId client) {
        owed.remove(client);
        Long since = held.get(client);
        return note(client, since == null ? leaving(client) : entering(client, since, "again"));
    }

    private CompletionStage<@Nullable Response> note(ClientId client, Request request) {
        return redis.send(request).whenComplete((answer, failure) -> owe(client, failure));
    }

    private void owe(ClientId client, @Nullable Throwable failure) {
        if (failure != null) {
            owed.add(client);
            outage.failed(failure);
        }
    }

    private Uni<Void> renewLease() {
        return lease.renew(heldDevices()).invoke(this::oweAllUnless).replaceWithVoid();
    }

    private void oweAllUnless(boolean leaseWasThere) {
        if (!leaseWasThere) {
            owed.addAll(held.keySet());
        }
    }

    private Uni<Void> makeAllGood() {
        return Multi.createFrom().iterable(List.copyOf(owed))
                .onItem().transformToUni(client -> Uni.createFrom().completionStage(makeGood(client)))
                .merge(OWED_AT_ONCE).collect().last().replaceWithVoid();
    }

    private Request entering(ClientId client, long since, String mode) {
        String bucket = PresenceKeys.bucket(client.device());
        return ENTER.call(List.of(PresenceKeys.entries(bucket), PresenceKeys.epoch(bucket)),
                List.of(client.toString(), replica.incarnation(), Long.toString(since), mode));
    }

    private Request leaving(ClientId client) {
        String bucket = PresenceKeys.bucket(client.device());
        return LEAVE.call(List.of(PresenceKeys.entries(bucket)), List.of(client.toString(), replica.incarnation()));
    }
}
