package io.nave.storage.postgres;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Durable MQTT sessions in PostgreSQL; the foreign key to the device sees to it that none is left behind. */
@Singleton
final class PostgresSessionStore implements SessionStore {

    /** SQL, because HQL cannot name the key of another entity than the one it selects from. */
    private static final String SAVE = StatementText.load("save-session.sql");

    private final PostgresSessions sessions;

    PostgresSessionStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    /** Modules have no identity so far, so they have no session either. */
    @Override
    public Uni<Void> save(ClientId client, SessionState state) {
        if (client.module().isPresent()) {
            return Uni.createFrom().voidItem();
        }
        MqttSessionRow row = MqttSessionRow.of(client, state);
        return sessions.call(session -> saved(session, row)).replaceWithVoid();
    }

    @Override
    public Uni<Void> delete(ClientId client) {
        MqttSessionRow.Key key = MqttSessionRow.Key.of(client);
        return sessions.call(session -> session
                .createMutationQuery("delete MqttSessionRow where deviceId = :device and moduleId = :module")
                .setParameter("device", key.deviceId()).setParameter("module", key.moduleId())
                .executeUpdate()).replaceWithVoid();
    }

    /** A device that is deleted in this very moment takes its session along: that is not a failure. */
    private static Uni<Integer> saved(Mutiny.StatelessSession session, MqttSessionRow row) {
        return session.createNativeQuery(SAVE).setParameter("id", row.deviceId)
                .setParameter("filters", row.filters).setParameter("qos", row.qos).executeUpdate()
                .onFailure(PostgresFailure::isOrphan).recoverWithItem(0);
    }
}
