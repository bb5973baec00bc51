package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.SessionState;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.IdentityStore;
import io.smallrye.mutiny.Uni;

import static java.util.Objects.requireNonNull;

/**
 * Identities in PostgreSQL. Whether a change may happen is decided by the statement that makes it, never by a read before.
 */
@Singleton
final class PostgresIdentityStore implements IdentityStore {

    private static final String FIND_CONNECTING = """
            select d, s from DeviceRow d
            left join MqttSessionRow s on s.deviceId = d.deviceId and s.moduleId = ''
            where d.deviceId = :id""";
    private static final String INSERT = StatementText.load("insert-device.hql");
    private static final String UPDATE = StatementText.load("update-device.hql");
    private static final String DELETE = "delete DeviceRow where deviceId = :id and (:any = true or etag = :etag)";

    private final PostgresSessions sessions;

    PostgresIdentityStore(PostgresSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Uni<Optional<Device>> find(DeviceId id) {
        return sessions.call(session -> session.get(DeviceRow.class, id.value()))
                .map(row -> Optional.ofNullable(row).map(DeviceRow::toDevice));
    }

    /** A module finds nothing: only devices exist so far. */
    @Override
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        if (client.module().isPresent()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return sessions.call(session -> session.createSelectionQuery(FIND_CONNECTING, Object[].class)
                .setParameter("id", client.device().value()).getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(PostgresIdentityStore::toConnecting));
    }

    @Override
    public Uni<Device> insert(Device device) {
        return sessions.call(session -> inserted(session, device)).replaceWith(device);
    }

    @Override
    public Uni<Device> update(Device device, ETag expected) {
        return sessions.call(session -> updated(session, device, expected)).replaceWith(device);
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected) {
        return sessions.call(session -> deleted(session, id, expected));
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return sessions.call(session -> session.createSelectionQuery("from DeviceRow", DeviceRow.class)
                .setMaxResults(max).getResultList())
                .map(rows -> rows.stream().map(DeviceRow::toDevice).toList());
    }

    private static ConnectingIdentity toConnecting(@Nullable Object[] row) {
        Optional<SessionState> session = Optional.ofNullable((MqttSessionRow) row[1]).map(MqttSessionRow::toState);
        return new ConnectingIdentity(requireNonNull((DeviceRow) row[0]).toDevice(), session);
    }

    private static Uni<Void> inserted(Mutiny.StatelessSession session, Device device) {
        return bind(session.createMutationQuery(INSERT), DeviceRow.of(device)).executeUpdate()
                .map(rows -> requireNew(rows, device.id()));
    }

    private static Uni<Void> updated(Mutiny.StatelessSession session, Device device, ETag expected) {
        return bind(session.createMutationQuery(UPDATE), DeviceRow.of(device)).setParameter("expected", expected.value())
                .executeUpdate().chain(rows -> requireOne(session, rows, device.id()));
    }

    private static Uni<Void> deleted(Mutiny.StatelessSession session, DeviceId id, Optional<ETag> expected) {
        return session.createMutationQuery(DELETE).setParameter("id", id.value())
                .setParameter("any", expected.isEmpty()).setParameter("etag", expected.map(ETag::value).orElse(""))
                .executeUpdate().chain(rows -> requireOne(session, rows, id));
    }

    private static Mutiny.MutationQuery bind(Mutiny.MutationQuery query, DeviceRow row) {
        return query.setParameter("id", row.deviceId)
                .setParameter("generationId", row.generationId).setParameter("etag", row.etag)
                .setParameter("enabled", row.enabled)
                .setParameter("statusReason", row.statusReason).setParameter("statusUpdatedAt", row.statusUpdatedAt)
                .setParameter("authentication", row.authentication)
                .setParameter("primaryKey", row.primaryKey).setParameter("secondaryKey", row.secondaryKey)
                .setParameter("primaryThumbprint", row.primaryThumbprint)
                .setParameter("secondaryThumbprint", row.secondaryThumbprint);
    }

    private static @Nullable Void requireNew(int rows, DeviceId id) {
        if (rows == 0) {
            throw alreadyExists(id);
        }
        return null;
    }

    /** When the statement met no row: is the device gone, or is its etag another? */
    private static Uni<Void> requireOne(Mutiny.StatelessSession session, int rows, DeviceId id) {
        if (rows == 1) {
            return Uni.createFrom().voidItem();
        }
        return session.get(DeviceRow.class, id.value()).map(row -> {
            throw row == null ? notFound(id) : changed(id);
        });
    }

    private static HubException alreadyExists(DeviceId id) {
        return new HubException(ErrorCode.DEVICE_ALREADY_EXISTS, "A device with Id '" + id + "' is already registered.");
    }

    private static HubException notFound(DeviceId id) {
        return new HubException(ErrorCode.DEVICE_NOT_FOUND, "A device with Id '" + id + "' is not registered.");
    }

    private static HubException changed(DeviceId id) {
        return new HubException(ErrorCode.PRECONDITION_FAILED,
                "The etag is not the one of device '" + id + "'; read it again.");
    }
}
