package io.nave.storage.postgres;

import java.util.function.Function;

import jakarta.inject.Singleton;

import io.nave.routing.RouteStore;
import io.nave.routing.RoutingDocument;
import io.nave.routing.RoutingJson;
import io.nave.routing.VersionedRouting;
import io.nave.storage.postgres.HubDocument.Format;
import io.nave.storage.postgres.HubDocument.Stored;
import io.smallrye.mutiny.Uni;

/** Routes and what belongs to them, in PostgreSQL. */
@Singleton
final class PostgresRouteStore implements RouteStore {

    private final HubDocument<RoutingRow, RoutingDocument> routing;

    PostgresRouteStore(PostgresSessions sessions) {
        this.routing = new HubDocument<>(sessions, RoutingRow.class,
                new Format<>("routing", RoutingJson::read, RoutingJson::write));
    }

    @Override
    public Uni<VersionedRouting> load() {
        return routing.load().map(PostgresRouteStore::versioned);
    }

    @Override
    public Uni<Long> version() {
        return routing.version();
    }

    @Override
    public Uni<VersionedRouting> change(Function<VersionedRouting, RoutingDocument> change) {
        return routing.change(present -> change.apply(versioned(present))).map(PostgresRouteStore::versioned);
    }

    private static VersionedRouting versioned(Stored<RoutingDocument> stored) {
        return new VersionedRouting(stored.document(), stored.version());
    }
}
