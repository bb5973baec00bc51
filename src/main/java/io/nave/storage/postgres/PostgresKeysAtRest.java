package io.nave.storage.postgres;

import java.util.List;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.access.KeysAtRest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Sees to it that every stored key is sealed with the present key-encryption key. A probe beside the keys tells at the start
 * whether the key that was given is the right one, before anything is written with a wrong one.
 */
@Singleton
final class PostgresKeysAtRest implements KeysAtRest {

    private static final String PROBE = "probe";
    private static final int BATCH = 500;
    private static final String KEY_IDS = "select key_id from key_encryption";
    private static final String ADD_KEY = """
            insert into key_encryption (key_id, probe, complete) values (:id, :probe, false) on conflict do nothing""";
    private static final String READ_PROBE = "select probe from key_encryption where key_id = :id";
    private static final String IS_COMPLETE = """
            select count(*) from key_encryption where key_id = :id and complete
            and not exists (select 1 from key_encryption where key_id <> :id)""";
    private static final String COMPLETE = """
            with others as (delete from key_encryption where key_id <> :id)
            update key_encryption set complete = true where key_id = :id""";

    private final PostgresSessions sessions;
    private final KeyVault vault;
    private final PostgresRouteStore routes;
    private final List<SealedTable> tables;

    PostgresKeysAtRest(PostgresSessions sessions, KeyVault vault, PostgresRouteStore routes) {
        this.sessions = sessions;
        this.vault = vault;
        this.routes = routes;
        this.tables = List.of(SealedTable.DEVICES, SealedTable.MODULES, SealedTable.POLICIES);
    }

    @Override
    public Uni<Void> open() {
        return sessions.call(session -> session.createNativeQuery(KEY_IDS, String.class).getResultList())
                .invoke(this::requireKnown)
                .chain(() -> sessions.call(this::addKey))
                .invoke(probe -> vault.open(probe, PROBE))
                .replaceWithVoid();
    }

    private void requireKnown(List<String> keyIds) {
        List<String> unknown = keyIds.stream().filter(id -> !vault.knows(id)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("The stored keys are sealed with another key-encryption key (" + unknown
                    + "), this hub has " + vault.presentId() + ": give it as nave.keys.encryption-key, or as one of"
                    + " nave.keys.previous-encryption-keys to have everything sealed anew");
        }
    }

    private Uni<String> addKey(Mutiny.StatelessSession session) {
        String id = vault.presentId();
        return session.createNativeQuery(ADD_KEY).setParameter("id", id)
                .setParameter("probe", vault.seal(PROBE, PROBE)).executeUpdate()
                .chain(() -> session.createNativeQuery(READ_PROBE, String.class).setParameter("id", id).getSingleResult());
    }

    @Override
    public Uni<Void> sealAll() {
        return sessions.call(session -> session.createNativeQuery(IS_COMPLETE, Long.class)
                .setParameter("id", vault.presentId()).getSingleResult())
                .chain(complete -> complete > 0 ? Uni.createFrom().voidItem() : sealTables());
    }

    private Uni<Void> sealTables() {
        return Multi.createFrom().iterable(tables).onItem().transformToUniAndConcatenate(this::sealTable)
                .collect().last()
                .chain(routes::sealAnew)
                .chain(() -> sessions.call(this::complete))
                .replaceWithVoid();
    }

    private Uni<Integer> complete(Mutiny.StatelessSession session) {
        return session.createNativeQuery(COMPLETE).setParameter("id", vault.presentId()).executeUpdate();
    }

    private Uni<Void> sealTable(SealedTable table) {
        Uni<Integer> batch = sessions.transact(session -> sealBatch(session, table));
        return Multi.createBy().repeating().uni(() -> batch)
                .whilst(sealed -> sealed > 0)
                .collect().last().replaceWithVoid();
    }

    private Uni<Integer> sealBatch(Mutiny.StatelessSession session, SealedTable table) {
        return session.createNativeQuery(table.select(), Object[].class)
                .setParameter("present", KeyVault.SEALED + vault.presentId() + ".%").setParameter("max", BATCH)
                .getResultList().chain(rows -> reseal(session, table, rows));
    }

    private Uni<Integer> reseal(Mutiny.StatelessSession session, SealedTable table, List<Object[]> rows) {
        return Multi.createFrom().iterable(rows)
                .onItem().transformToUniAndConcatenate(row -> update(session, table, row))
                .collect().last().replaceWith(rows.size());
    }

    private Uni<Integer> update(Mutiny.StatelessSession session, SealedTable table, Object[] row) {
        String owner = table.owner(row);
        return session.createNativeQuery(table.update())
                .setParameter("first", row[0]).setParameter("second", row[1])
                .setParameter("primary", sealAnew((String) row[2], CredentialColumns.primaryOf(owner)))
                .setParameter("secondary", sealAnew((String) row[3], CredentialColumns.secondaryOf(owner)))
                .executeUpdate();
    }

    private String sealAnew(String stored, String place) {
        return vault.seal(vault.open(stored, place), place);
    }
}
