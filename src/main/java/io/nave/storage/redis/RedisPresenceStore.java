package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.Presence;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.storage.redis.PresenceScripts.Departure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Presence in Redis: an entry for each identity that ever connected. Who is connected there counts while the lease of the
 * replica that wrote it lives.
 * <p>
 * A note that Redis did not take fails for the caller and is owed: upkeep writes it as soon as Redis is back. The same happens
 * to everything this replica holds when its lease was lost, because then Redis may have lost the entries too. What is owed is
 * bounded by the identities that connected or disconnected meanwhile. From any thread.
 */
@Singleton
final class RedisPresenceStore implements PresenceStore {

    private static final int OWED_AT_ONCE = 500;

    private final PresenceScripts scripts;
    private final ReplicaLease lease;
    private final PresenceQuery query;
    private final DeadReplicas dead;
    private final RedisConfig config;
    private final Clock clock;
    private final OutageReport outage;
    private final Map<ClientId, HeldConnection> held = new ConcurrentHashMap<>();
    /** How those left that are not held. */
    private final Map<ClientId, Departure> owed = new ConcurrentHashMap<>();
    private final ActivityNotes activities;

    RedisPresenceStore(PresenceScripts scripts, PresenceQuery query, ReplicaLease lease, DeadReplicas dead, RedisConfig config,
            Clock clock, HubMonitor monitor) {
        this.scripts = scripts;
        this.query = query;
        this.lease = lease;
        this.dead = dead;
        this.config = config;
        this.clock = clock;
        this.outage = new OutageReport("presence in Redis", monitor, clock);
        this.activities = new ActivityNotes(held.values(), scripts);
    }

    @Override
    public Uni<Void> connected(DeviceConnection connection) {
        return Uni.createFrom().completionStage(() -> enter(connection)).replaceWithVoid();
    }

    @Override
    public Uni<Void> disconnected(DeviceConnection connection) {
        return Uni.createFrom().deferred(() -> leave(connection)).replaceWithVoid();
    }

    @Override
    public Uni<Map<ClientId, Presence>> find(Collection<ClientId> clients) {
        return query.find(clients).map(this::withActivityHere);
    }

    private Map<ClientId, Presence> withActivityHere(Map<ClientId, Presence> found) {
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> withActivityHere(one.getKey(), one.getValue())));
    }

    private Presence withActivityHere(ClientId client, Presence presence) {
        HeldConnection here = held.get(client);
        return here == null ? presence : presence.activeAt(Instant.ofEpochMilli(here.activity()));
    }

    @Override
    public Uni<Void> forget(ClientId client) {
        return Uni.createFrom().completionStage(() -> scripts.forget(client)).replaceWithVoid();
    }

    @Override
    public Uni<Long> count() {
        return lease.countElsewhere().map(elsewhere -> elsewhere + heldDevices());
    }

    private long heldDevices() {
        return held.keySet().stream().filter(client -> client.module().isEmpty()).count();
    }

    /** Several loops, so that the lease is renewed in time however much there is to make good. */
    @Override
    public Multi<Void> upkeep() {
        Duration often = config.lease().dividedBy(3);
        return Multi.createBy().merging()
                .streams(every(often, this::renewLease), every(often, this::makeAllGood), every(often, dead::bury),
                        every(config.activityAge().dividedBy(ActivityNotes.SLICES), activities::noteSlice))
                .onTermination().call(lease::end);
    }

    private Multi<Void> every(Duration time, Supplier<Uni<Void>> work) {
        return Multi.createFrom().ticks().every(time).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> reported(work.get()));
    }

    private Uni<Void> reported(Uni<Void> work) {
        return work.onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }

    /** What is held and what is sent change together, so that Redis sees changes of an identity in their order. */
    private synchronized CompletionStage<@Nullable Response> enter(DeviceConnection connection) {
        HeldConnection entering = new HeldConnection(connection, clock.millis());
        held.put(entering.client(), entering);
        return note(entering.client(), new Departure(entering.since(), entering.since()), scripts.enter(entering));
    }

    private synchronized Uni<@Nullable Response> leave(DeviceConnection connection) {
        HeldConnection leaving = held.get(connection.client());
        if (leaving == null || !leaving.isOf(connection)) {
            return Uni.createFrom().nullItem();
        }
        held.remove(leaving.client());
        Departure departure = new Departure(clock.millis(), leaving.activity());
        return Uni.createFrom()
                .completionStage(note(leaving.client(), departure, scripts.leave(leaving.client(), departure)));
    }

    private synchronized CompletionStage<@Nullable Response> makeGood(ClientId client, Departure departure) {
        owed.remove(client, departure);
        HeldConnection holding = held.get(client);
        return note(client, departure,
                holding == null ? scripts.leave(client, departure) : scripts.enterAgain(holding));
    }

    private CompletionStage<@Nullable Response> note(ClientId client, Departure departure,
            CompletionStage<@Nullable Response> noting) {
        return noting.whenComplete((answer, failure) -> owe(client, departure, failure));
    }

    private void owe(ClientId client, Departure departure, @Nullable Throwable failure) {
        if (failure != null) {
            owed.merge(client, departure, Departure::later);
            outage.failed(failure);
        }
    }

    private Uni<Void> renewLease() {
        return lease.renew(heldDevices()).invoke(this::oweAllUnless).replaceWithVoid();
    }

    private void oweAllUnless(boolean leaseWasThere) {
        if (!leaseWasThere) {
            held.values().forEach(one -> owed.put(one.client(), new Departure(one.since(), one.activity())));
        }
    }

    private Uni<Void> makeAllGood() {
        return Multi.createFrom().iterable(List.copyOf(owed.entrySet()))
                .onItem().transformToUni(one -> Uni.createFrom().completionStage(makeGood(one.getKey(), one.getValue())))
                .merge(OWED_AT_ONCE).collect().last().replaceWithVoid();
    }
}
