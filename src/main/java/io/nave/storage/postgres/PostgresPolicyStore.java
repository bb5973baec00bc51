package io.nave.storage.postgres;

import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.access.PolicyStore;
import io.nave.hub.access.SharedAccessPolicy;
import io.smallrye.mutiny.Uni;

/** Shared access policies in PostgreSQL. */
@Singleton
final class PostgresPolicyStore implements PolicyStore {

    private static final String INSERT = """
            insert into PolicyRow (name, permissions, primaryKey, secondaryKey)
            values (:name, :permissions, :primaryKey, :secondaryKey) on conflict""";
    private static final String UNLESS_THERE = INSERT + " do nothing";
    private static final String OR_REPLACE = INSERT + """
             (name) do update set
            permissions = excluded.permissions, primaryKey = excluded.primaryKey, secondaryKey = excluded.secondaryKey""";

    private final PostgresSessions sessions;

    PostgresPolicyStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<Optional<SharedAccessPolicy>> find(String name) {
        return sessions.call(session -> session.get(PolicyRow.class, name))
                .map(row -> Optional.ofNullable(row).map(PolicyRow::toPolicy));
    }

    @Override
    public Uni<Void> insertIfAbsent(SharedAccessPolicy policy) {
        return sessions.call(session -> written(session, UNLESS_THERE, policy)).replaceWithVoid();
    }

    @Override
    public Uni<Void> save(SharedAccessPolicy policy) {
        return sessions.call(session -> written(session, OR_REPLACE, policy)).replaceWithVoid();
    }

    private static Uni<Integer> written(Mutiny.StatelessSession session, String statement, SharedAccessPolicy policy) {
        PolicyRow row = PolicyRow.of(policy);
        return session.createMutationQuery(statement)
                .setParameter("name", row.name).setParameter("permissions", row.permissions)
                .setParameter("primaryKey", row.primaryKey).setParameter("secondaryKey", row.secondaryKey)
                .executeUpdate();
    }
}
