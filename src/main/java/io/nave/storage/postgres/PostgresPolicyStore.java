package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.PolicyStore;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.access.StoredPolicy;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** Shared access policies in PostgreSQL. */
@Singleton
final class PostgresPolicyStore implements PolicyStore {

    private static final String INSERT = """
            insert into PolicyRow (name, permissions, primaryKey, secondaryKey, version)
            values (:name, :permissions, :primaryKey, :secondaryKey, 0) on conflict""";
    private static final String UNLESS_THERE = INSERT + " do nothing";
    private static final String OR_REPLACE = INSERT + """
             (name) do update set
            permissions = excluded.permissions, primaryKey = excluded.primaryKey, secondaryKey = excluded.secondaryKey,
            version = version + 1""";
    private static final String REPLACE = """
            update PolicyRow set permissions = :permissions, primaryKey = :primaryKey, secondaryKey = :secondaryKey,
            version = version + 1 where name = :name and version = :version""";
    /** Whoever adds a policy waits for whoever else does, so that together they keep to the limit. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('nave.shared_access_policy'))";

    private final PostgresSessions sessions;
    private final KeyVault vault;

    PostgresPolicyStore(PostgresSessions sessions, KeyVault vault) {
        this.sessions = sessions;
        this.vault = vault;
    }

    @Override
    public Uni<Optional<SharedAccessPolicy>> find(String name) {
        return sessions.call(session -> session.get(PolicyRow.class, name))
                .map(this::toPolicy);
    }

    private Optional<SharedAccessPolicy> toPolicy(@Nullable PolicyRow row) {
        return Optional.ofNullable(row).map(found -> found.toPolicy(vault));
    }

    @Override
    public Uni<Void> insertIfAbsent(SharedAccessPolicy policy) {
        return sessions.call(session -> written(session, UNLESS_THERE, policy)).replaceWithVoid();
    }

    @Override
    public Uni<Void> save(SharedAccessPolicy policy) {
        return sessions.call(session -> written(session, OR_REPLACE, policy)).replaceWithVoid();
    }

    @Override
    public Uni<List<StoredPolicy>> list() {
        return sessions.call(session -> session.createSelectionQuery("from PolicyRow order by name", PolicyRow.class)
                .getResultList()).map(this::toStored);
    }

    private List<StoredPolicy> toStored(List<PolicyRow> rows) {
        return rows.stream().map(row -> row.toStored(vault)).toList();
    }

    @Override
    public Uni<Optional<StoredPolicy>> findStored(String name) {
        return sessions.call(session -> session.get(PolicyRow.class, name)).map(this::toStored);
    }

    private Optional<StoredPolicy> toStored(@Nullable PolicyRow row) {
        return Optional.ofNullable(row).map(found -> found.toStored(vault));
    }

    @Override
    public Uni<StoredPolicy> insert(SharedAccessPolicy policy, int most) {
        return sessions.transact(session -> inserted(session, policy, most)).replaceWith(new StoredPolicy(policy, 0));
    }

    private Uni<Void> inserted(Mutiny.StatelessSession session, SharedAccessPolicy policy, int most) {
        return session.createNativeQuery(ONE_AT_A_TIME).getSingleResult()
                .chain(locked -> count(session))
                .invoke(count -> requireRoom(count, most))
                .chain(count -> written(session, UNLESS_THERE, policy))
                .invoke(rows -> requireNew(rows, policy.name()))
                .replaceWithVoid();
    }

    private static Uni<Long> count(Mutiny.StatelessSession session) {
        return session.createSelectionQuery("select count(*) from PolicyRow", Long.class).getSingleResult();
    }

    private static void requireRoom(long count, int most) {
        if (count >= most) {
            throw new HubException(ErrorCode.INVALID_OPERATION,
                    "There are " + most + " shared access policies already; delete one that is not used any more");
        }
    }

    private static void requireNew(int rows, String name) {
        if (rows == 0) {
            throw new HubException(ErrorCode.CONFLICT, "There is a shared access policy '" + name + "' already");
        }
    }

    @Override
    public Uni<Optional<StoredPolicy>> replace(SharedAccessPolicy policy, long version) {
        StoredPolicy next = new StoredPolicy(policy, version + 1);
        return sessions.call(session -> bind(session.createMutationQuery(REPLACE), policy)
                .setParameter("version", version).executeUpdate())
                .map(rows -> rows == 1 ? Optional.of(next) : Optional.empty());
    }

    @Override
    public Uni<Boolean> delete(String name, long version) {
        return sessions.call(session -> session
                .createMutationQuery("delete PolicyRow where name = :name and version = :version")
                .setParameter("name", name).setParameter("version", version).executeUpdate())
                .map(rows -> rows == 1);
    }

    private Uni<Integer> written(Mutiny.StatelessSession session, String statement, SharedAccessPolicy policy) {
        return bind(session.createMutationQuery(statement), policy).executeUpdate();
    }

    private Mutiny.MutationQuery bind(Mutiny.MutationQuery query, SharedAccessPolicy policy) {
        PolicyRow row = PolicyRow.of(policy, vault);
        return query.setParameter("name", row.name).setParameter("permissions", row.permissions)
                .setParameter("primaryKey", row.primaryKey).setParameter("secondaryKey", row.secondaryKey);
    }
}
