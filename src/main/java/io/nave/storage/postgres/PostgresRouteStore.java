package io.nave.storage.postgres;

import java.util.List;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.routing.RouteStore;
import io.nave.routing.RoutingDocument;
import io.nave.routing.RoutingJson;
import io.nave.routing.VersionedRouting;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.SecretForm;
import io.nave.storage.postgres.HubDocument.Format;
import io.nave.storage.postgres.HubDocument.Stored;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Routes and what belongs to them, in PostgreSQL. Secrets of endpoints are sealed. An endpoint gets its cursors in the
 * transaction
 * that declares it, at what is stored next, and loses them, with its dead letters, in the one that deletes it.
 */
@Singleton
final class PostgresRouteStore implements RouteStore {

    private static final String ADD = """
            insert into outbox_cursor (endpoint_id, partition, next_sequence)
            select :endpoint, partition, next_sequence from event_partition where partition >= :first""";
    private static final String REMOVE = "delete from outbox_cursor where endpoint_id = :endpoint";
    private static final String FORGET = "delete from dead_letter where endpoint_id = :endpoint";

    private final HubDocument<RoutingRow, RoutingDocument> routing;

    PostgresRouteStore(PostgresSessions sessions, KeyVault vault) {
        SecretForm sealed = new Sealed(vault);
        this.routing = new HubDocument<>(sessions, RoutingRow.class, new Format<>("routing",
                json -> RoutingJson.readStored(json, sealed), document -> RoutingJson.writeStored(document, sealed)));
    }

    private record Sealed(KeyVault vault) implements SecretForm {

        @Override
        public String write(EndpointSecret secret, String place) {
            return vault.seal(secret.reveal(), place);
        }

        @Override
        public EndpointSecret read(String text, String place) {
            return new EndpointSecret(vault.open(text, place));
        }
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
        return routing.change(present -> change.apply(versioned(present)), PostgresRouteStore::follow)
                .map(PostgresRouteStore::versioned);
    }

    /** Seals the secrets with the present key. */
    Uni<Void> sealAnew() {
        return routing.rewrite();
    }

    private static Uni<Void> follow(Mutiny.StatelessSession session, RoutingDocument before, RoutingDocument after) {
        List<Integer> known = before.endpoints().stream().map(CustomEndpoint::id).toList();
        List<Integer> wanted = after.endpoints().stream().map(CustomEndpoint::id).toList();
        Multi<Integer> added = Multi.createFrom().iterable(wanted).select().where(id -> !known.contains(id))
                .onItem().call(id -> session.createNativeQuery(ADD).setParameter("endpoint", id)
                        .setParameter("first", PostgresOutbox.FIRST).executeUpdate());
        Multi<Integer> removed = Multi.createFrom().iterable(known).select().where(id -> !wanted.contains(id))
                .onItem().call(id -> run(session, REMOVE, id)).onItem().call(id -> run(session, FORGET, id));
        return added.collect().last().chain(() -> removed.collect().last()).replaceWithVoid();
    }

    private static Uni<Integer> run(Mutiny.StatelessSession session, String statement, int endpoint) {
        return session.createNativeQuery(statement).setParameter("endpoint", endpoint).executeUpdate();
    }

    private static VersionedRouting versioned(Stored<RoutingDocument> stored) {
        return new VersionedRouting(stored.document(), stored.version());
    }
}
