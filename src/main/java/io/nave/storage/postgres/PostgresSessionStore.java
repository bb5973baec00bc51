package io.nave.storage.postgres;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Durable MQTT sessions in PostgreSQL; a foreign key to the device or module sees to it that none is left behind. */
@Singleton
final class PostgresSessionStore implements SessionStore {

    /** SQL, because HQL cannot name the key of another entity than the one it selects from. */
    private static final String SAVE_OF_DEVICE = StatementText.load("save-device-session.sql");
    private static final String SAVE_OF_MODULE = StatementText.load("save-module-session.sql");
    private static final String DELETE_OF_DEVICE = "delete DeviceSessionRow where deviceId = :device";
    private static final String DELETE_OF_MODULE = "delete ModuleSessionRow where deviceId = :device and moduleId = :module";

    private final PostgresSessions sessions;

    PostgresSessionStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    /** An identity that is deleted in this very moment takes its session along: that is not a failure. */
    @Override
    public Uni<Void> save(ClientId client, SessionState state) {
        SessionColumns columns = SessionColumns.of(state);
        return sessions.call(session -> bind(saving(session, client), client)
                .setParameter("filters", columns.filters).setParameter("qos", columns.qos).executeUpdate()
                .onFailure(PostgresFailure::isOrphan).recoverWithItem(0)).replaceWithVoid();
    }

    private static Mutiny.MutationQuery saving(Mutiny.StatelessSession session, ClientId client) {
        return session.createNativeQuery(client.module().isPresent() ? SAVE_OF_MODULE : SAVE_OF_DEVICE);
    }

    @Override
    public Uni<Void> delete(ClientId client) {
        String statement = client.module().isPresent() ? DELETE_OF_MODULE : DELETE_OF_DEVICE;
        return sessions.call(session -> bind(session.createMutationQuery(statement), client).executeUpdate())
                .replaceWithVoid();
    }

    private static Mutiny.MutationQuery bind(Mutiny.MutationQuery query, ClientId client) {
        query.setParameter("device", client.device().value());
        client.module().ifPresent(module -> query.setParameter("module", module.value()));
        return query;
    }
}
