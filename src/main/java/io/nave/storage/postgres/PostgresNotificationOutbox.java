package io.nave.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.hub.notification.NotificationOutbox;
import io.smallrye.mutiny.Uni;

/** Notifications in PostgreSQL: rows that a transaction holds while they are handed over, and then deletes. */
@Singleton
final class PostgresNotificationOutbox implements NotificationOutbox {

    private static final String TAKE = """
            select id, source, device_id, module_id, generation_id, op_type, occurred_at, body, model_id
            from notification where source = any(cast(:sources as text[])) order by id limit :max for update skip locked""";
    /** A newer replica may store what this one does not know: that waits for it. */
    private static final String[] SOURCES = Arrays.stream(MessageSource.values()).map(Enum::name).toArray(String[]::new);
    private static final String ADD = """
            insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
            select * from jsonb_to_recordset(cast(cast(:notifications as text) as jsonb)) as n(source text, device_id text,
                module_id text, generation_id text, op_type text, occurred_at timestamptz, body text)""";
    private static final String FORGET = "delete from notification where id = any(cast(:ids as bigint[]))";

    private final PostgresSessions sessions;

    PostgresNotificationOutbox(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<Void> add(List<Notification> notifications) {
        return sessions.call(session -> session.createNativeQuery(ADD)
                .setParameter("notifications", IdentityJson.notifications(notifications)).executeUpdate()).replaceWithVoid();
    }

    @Override
    public Uni<Integer> forward(int max, Function<List<Notification>, Uni<Void>> handOver) {
        return sessions.transact(session -> forward(session, max, handOver));
    }

    private static Uni<Integer> forward(Mutiny.StatelessSession session, int max,
            Function<List<Notification>, Uni<Void>> handOver) {
        return session.createNativeQuery(TAKE, Object[].class).setParameter("max", max).setParameter("sources", SOURCES)
                .getResultList()
                .chain(rows -> forwarded(session, rows, handOver));
    }

    private static Uni<Integer> forwarded(Mutiny.StatelessSession session, List<Object[]> rows,
            Function<List<Notification>, Uni<Void>> handOver) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        Long[] ids = rows.stream().map(row -> ((Number) row[0]).longValue()).toArray(Long[]::new);
        return handOver.apply(rows.stream().map(PostgresNotificationOutbox::toNotification).toList())
                .chain(() -> session.createNativeQuery(FORGET).setParameter("ids", ids).executeUpdate())
                .replaceWith(rows.size());
    }

    private static Notification toNotification(Object[] row) {
        String module = (String) row[3];
        ClientId client = new ClientId(new DeviceId((String) row[2]),
                module.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(module)));
        return new Notification(MessageSource.valueOf((String) row[1]), client, (String) row[4], (String) row[5],
                instant(row[6]), (String) row[7], (String) row[8]);
    }

    private static Instant instant(Object time) {
        return time instanceof OffsetDateTime offset ? offset.toInstant() : (Instant) time;
    }
}
