package io.nave.routing;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/** Routes in memory. Safe for all threads. */
final class InMemoryRouteStore implements RouteStore {

    private VersionedRouting stored = new VersionedRouting(RoutingDocument.NEW_HUB, 0);

    @Override
    public synchronized Uni<VersionedRouting> load() {
        return Uni.createFrom().item(stored);
    }

    @Override
    public synchronized Uni<Long> version() {
        return Uni.createFrom().item(stored.version());
    }

    @Override
    public synchronized Uni<VersionedRouting> change(Function<VersionedRouting, RoutingDocument> change) {
        RoutingDocument wanted = change.apply(stored);
        stored = wanted.equals(stored.document()) ? stored : new VersionedRouting(wanted, stored.version() + 1);
        return Uni.createFrom().item(stored);
    }
}
