package io.nave.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.nave.hub.id.HubNames;
import io.nave.hub.twins.TwinSnapshots;
import io.nave.routing.endpoints.CustomEndpoint;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The routes as this replica knows them, compiled, asked for every message without I/O. Read before anything is taken, and
 * looked after so often that a change made on another replica holds here within a second. While the store is away the routes
 * stay as they are.
 */
@Singleton
public final class CurrentRouting {

    private static final Duration PERIOD = Duration.ofMillis(400);

    private final RouteStore store;
    private final TwinSnapshots twins;
    private final String hubName;
    private final AtomicReference<RouteTable> known;

    public CurrentRouting(RouteStore store, TwinSnapshots twins, HubNames names) {
        this.store = store;
        this.twins = twins;
        this.hubName = names.shortName();
        this.known = new AtomicReference<>(RouteTable.compile(new VersionedRouting(RoutingDocument.NEW_HUB, -1), hubName));
    }

    /** The routes now; the same object as long as they do not change. */
    RouteTable table() {
        return known.get();
    }

    /** The endpoints of the owner's own now. */
    public List<CustomEndpoint> customEndpoints() {
        return table().customEndpoints();
    }

    /** Reads the routes anew. Fails when they cannot be compiled, which those that were stored by this version can. */
    public Uni<Void> refresh() {
        return store.load().invoke(this::learn).replaceWithVoid();
    }

    /** Takes over routes that were just stored or read, unless newer ones are known. Fails when they cannot be compiled. */
    void learn(VersionedRouting routing) {
        if (routing.version() > known.get().version()) {
            RouteTable table = RouteTable.compile(routing, hubName);
            RouteTable now = known.updateAndGet(old -> table.version() > old.version() ? table : old);
            twins.want(now.looksAtTwins());
        }
    }

    /** Keeps the routes as they are stored; the server subscribes once. Fails with what the store fails with. */
    public Multi<Void> run() {
        return Multi.createFrom().ticks().every(PERIOD).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> look());
    }

    private Uni<Void> look() {
        return store.version().chain(stored -> stored == known.get().version() ? Uni.createFrom().voidItem() : refresh());
    }
}
