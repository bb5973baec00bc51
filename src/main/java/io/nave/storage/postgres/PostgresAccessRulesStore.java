package io.nave.storage.postgres;

import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;

import org.hibernate.reactive.mutiny.Mutiny;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.AccessRulesStore;
import io.nave.hub.access.VersionedRules;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.rules.AccessRulesJson;
import io.smallrye.mutiny.Uni;

/** The access rules in PostgreSQL. A change locks the only row, so changes come one after the other. */
@Singleton
final class PostgresAccessRulesStore implements AccessRulesStore {

    private static final String THE_ROW = "from AccessRulesRow where id = true";
    private static final String UPDATE = "update AccessRulesRow set version = :version, document = :document where id = true";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final PostgresSessions sessions;

    PostgresAccessRulesStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<VersionedRules> load() {
        return sessions.call(session -> session.createSelectionQuery(THE_ROW, AccessRulesRow.class).getSingleResult())
                .map(PostgresAccessRulesStore::toRules);
    }

    @Override
    public Uni<Long> version() {
        return sessions.call(session -> session
                .createSelectionQuery("select version " + THE_ROW, Long.class).getSingleResult());
    }

    @Override
    public Uni<VersionedRules> change(Function<VersionedRules, AccessRules> change) {
        return sessions.transact(session -> changed(session, change));
    }

    private static Uni<VersionedRules> changed(Mutiny.StatelessSession session, Function<VersionedRules, AccessRules> change) {
        return session.createSelectionQuery(THE_ROW, AccessRulesRow.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE).getSingleResult()
                .map(PostgresAccessRulesStore::toRules)
                .chain(present -> stored(session, present, change.apply(present)));
    }

    private static Uni<VersionedRules> stored(Mutiny.StatelessSession session, VersionedRules present, AccessRules wanted) {
        if (wanted.equals(present.rules())) {
            return Uni.createFrom().item(present);
        }
        VersionedRules next = new VersionedRules(wanted, present.version() + 1);
        return session.createMutationQuery(UPDATE).setParameter("version", next.version())
                .setParameter("document", AccessRulesJson.write(wanted).toString()).executeUpdate().replaceWith(next);
    }

    private static VersionedRules toRules(AccessRulesRow row) {
        try {
            return new VersionedRules(AccessRulesJson.read(MAPPER.readTree(row.document)), row.version);
        } catch (JsonProcessingException | HubException e) {
            throw new HubException(ErrorCode.SERVER_ERROR,
                    "The stored access rules cannot be read: " + (e instanceof HubException h ? h.detail() : "no JSON"), e);
        }
    }
}
