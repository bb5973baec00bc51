package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.Presence;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.projection.PresenceNote;
import io.nave.hub.projection.ProjectedState;
import io.nave.hub.projection.ProjectionStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** The projection in PostgreSQL; queries read the view {@code identity_state}. */
@Singleton
final class PostgresProjectionStore implements ProjectionStore {

    private static final String PRESENCE = StatementText.load("project-presence.sql");
    private static final String ACTIVITY = StatementText.load("project-activity.sql");
    private static final String COUNTS = StatementText.load("project-counts.sql");
    private static final String NEXT_READING = "select nextval('device_bound_reading')";
    private static final String RENEW = StatementText.load("renew-hub-replica.sql");
    private static final String FIND = """
            select s.device_id, s.module_id, s.generation_id, s.connected, s.state_updated_at, s.last_activity, s.messages
            from identity_state s join unnest($1::text[], $2::text[]) as w(device_id, module_id)
            on s.device_id = w.device_id and s.module_id = w.module_id""";

    private final PostgresStatements statements;

    PostgresProjectionStore(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<Void> storePresence(List<PresenceNote> notes) {
        String[] replicas = texts(notes, note -> note.presence().connected() ? replica(note) : "");
        String[] dead = texts(notes, note -> note.presence().connected() ? "" : replica(note));
        return statements
                .run(PRESENCE, texts(notes, note -> device(note.client())), texts(notes, note -> module(note.client())),
                        texts(notes, note -> note.presence().generationId()), replicas, numbers(notes, PresenceNote::epoch),
                        numbers(notes, note -> note.presence().updatedAt().toEpochMilli()),
                        numbers(notes, note -> note.presence().lastActivity().toEpochMilli()), dead)
                .replaceWithVoid();
    }

    private static String replica(PresenceNote note) {
        return note.replica().map(ReplicaId::incarnation).orElse("");
    }

    private static String device(ClientId client) {
        return client.device().value();
    }

    private static String module(ClientId client) {
        return client.module().map(DeviceId::value).orElse("");
    }

    private static <T> String[] texts(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    private static <T> Long[] numbers(Collection<T> all, Function<T, Long> number) {
        return all.stream().map(number).toArray(Long[]::new);
    }

    @Override
    public Uni<Void> storeActivity(ReplicaId replica, Map<ClientId, Instant> activities) {
        List<Map.Entry<ClientId, Instant>> all = List.copyOf(activities.entrySet());
        return statements.run(ACTIVITY, replica.incarnation(), texts(all, one -> device(one.getKey())),
                texts(all, one -> module(one.getKey())), numbers(all, one -> one.getValue().toEpochMilli())).replaceWithVoid();
    }

    @Override
    public Uni<Long> nextReading() {
        return statements.run(NEXT_READING).map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Uni<Void> storeCounts(long reading, Map<QueueId, Integer> counts) {
        List<Map.Entry<QueueId, Integer>> all = List.copyOf(counts.entrySet());
        return statements.run(COUNTS, reading, texts(all, one -> one.getKey().device().value()),
                texts(all, one -> one.getKey().generationId()), all.stream().map(Map.Entry::getValue).toArray(Integer[]::new))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> renew(ReplicaId replica, Duration life) {
        return statements.run(RENEW, replica.incarnation(), life.toMillis()).replaceWithVoid();
    }

    @Override
    public Uni<Map<ClientId, ProjectedState>> find(Collection<ClientId> clients) {
        return statements
                .run(FIND, texts(clients, PostgresProjectionStore::device), texts(clients, PostgresProjectionStore::module))
                .map(PostgresProjectionStore::states);
    }

    private static Map<ClientId, ProjectedState> states(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toMap(PostgresProjectionStore::client, PostgresProjectionStore::state));
    }

    private static ClientId client(Row row) {
        return new ClientId(new DeviceId(row.getString(0)),
                Optional.of(row.getString(1)).filter(id -> !id.isEmpty()).map(DeviceId::new));
    }

    private static ProjectedState state(Row row) {
        return new ProjectedState(new Presence(row.getString(2), row.getBoolean(3), time(row.getOffsetDateTime(4)),
                time(row.getOffsetDateTime(5))), row.getInteger(6));
    }

    private static Instant time(@Nullable OffsetDateTime time) {
        return time == null ? WireTime.YEAR_ONE : time.toInstant();
    }
}
