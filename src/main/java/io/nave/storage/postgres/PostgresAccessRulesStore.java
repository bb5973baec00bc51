package io.nave.storage.postgres;

import java.util.function.Function;

import jakarta.inject.Singleton;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.AccessRulesStore;
import io.nave.hub.access.VersionedRules;
import io.nave.hub.rules.AccessRulesJson;
import io.nave.storage.postgres.HubDocument.Format;
import io.nave.storage.postgres.HubDocument.Stored;
import io.smallrye.mutiny.Uni;

/** The access rules in PostgreSQL. */
@Singleton
final class PostgresAccessRulesStore implements AccessRulesStore {

    private final HubDocument<AccessRulesRow, AccessRules> rules;

    PostgresAccessRulesStore(PostgresSessions sessions) {
        this.rules = new HubDocument<>(sessions, AccessRulesRow.class,
                new Format<>("access rules", AccessRulesJson::read, AccessRulesJson::write));
    }

    @Override
    public Uni<VersionedRules> load() {
        return rules.load().map(PostgresAccessRulesStore::versioned);
    }

    @Override
    public Uni<Long> version() {
        return rules.version();
    }

    @Override
    public Uni<VersionedRules> change(Function<VersionedRules, AccessRules> change) {
        return rules.change(present -> change.apply(versioned(present))).map(PostgresAccessRulesStore::versioned);
    }

    private static VersionedRules versioned(Stored<AccessRules> stored) {
        return new VersionedRules(stored.document(), stored.version());
    }
}
