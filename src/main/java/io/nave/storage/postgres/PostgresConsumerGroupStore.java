package io.nave.storage.postgres;

import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.nave.hub.eventlog.ConsumerGroupStore;
import io.smallrye.mutiny.Uni;

/** Consumer groups in PostgreSQL; {@code $Default} has no row. */
@Singleton
final class PostgresConsumerGroupStore implements ConsumerGroupStore {

    private final PostgresSessions sessions;

    PostgresConsumerGroupStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<List<String>> list() {
        return sessions.call(session -> session
                .createSelectionQuery("select name from ConsumerGroupRow order by key", String.class).getResultList())
                .map(names -> Stream.concat(Stream.of(DEFAULT), names.stream()).toList());
    }

    @Override
    public Uni<Boolean> exists(String name) {
        if (name.equalsIgnoreCase(DEFAULT)) {
            return Uni.createFrom().item(true);
        }
        return sessions.call(session -> session.get(ConsumerGroupRow.class, ConsumerGroupRow.keyOf(name)))
                .map(row -> row != null);
    }

    @Override
    public Uni<Boolean> create(String name) {
        if (name.equalsIgnoreCase(DEFAULT)) {
            return Uni.createFrom().item(false);
        }
        return sessions.call(session -> session
                .createMutationQuery("insert into ConsumerGroupRow (key, name) values (:key, :name) on conflict do nothing")
                .setParameter("key", ConsumerGroupRow.keyOf(name)).setParameter("name", name).executeUpdate())
                .map(rows -> rows == 1);
    }

    @Override
    public Uni<Boolean> delete(String name) {
        return sessions.call(session -> session.createMutationQuery("delete ConsumerGroupRow where key = :key")
                .setParameter("key", ConsumerGroupRow.keyOf(name)).executeUpdate())
                .map(rows -> rows == 1);
    }
}
