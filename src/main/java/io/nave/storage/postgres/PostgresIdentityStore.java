package io.nave.storage.postgres;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.SessionState;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.Module;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

import static java.util.Objects.requireNonNull;

/**
 * Identities in PostgreSQL. Whether a change may happen is decided by the statement that makes it, never by a read before; what
 * belongs together is written by one statement.
 */
@Singleton
final class PostgresIdentityStore implements IdentityStore {

    private static final String FIND_CONNECTING_DEVICE = """
            select d, s from DeviceRow d
            left join DeviceSessionRow s on s.deviceId = d.deviceId
            where d.deviceId = :device""";
    private static final String FIND_CONNECTING_MODULE = """
            select m, s, d.enabled from ModuleRow m
            join DeviceRow d on d.deviceId = m.deviceId
            left join ModuleSessionRow s on s.deviceId = m.deviceId and s.moduleId = m.moduleId
            where m.deviceId = :device and m.moduleId = :module""";
    private static final String COUNT = "select count(d), count(case when d.enabled then 1 end) from DeviceRow d";
    private static final String INSERT = StatementText.load("insert-devices.sql");
    private static final String UPDATE = StatementText.load("update-device.sql");
    private static final String DELETE = StatementText.load("delete-device.sql");

    private final PostgresSessions sessions;
    private final KeyVault vault;
    private final IdentityJson json;
    private final DeviceListing listing;

    PostgresIdentityStore(PostgresSessions sessions, KeyVault vault, IdentityJson json, DeviceListing listing) {
        this.sessions = sessions;
        this.vault = vault;
        this.json = json;
        this.listing = listing;
    }

    @Override
    public Uni<Optional<Device>> find(DeviceId id) {
        return sessions.call(session -> session.get(DeviceRow.class, id.value()))
                .map(this::toDevice);
    }

    @Override
    public Uni<List<Device>> findAll(Set<DeviceId> ids) {
        return listing.these(ids);
    }

    @Override
    public Uni<List<Device>> behind(String scope, Optional<DeviceId> after, int max) {
        return listing.behind(scope, after.map(DeviceId::value).orElse(""), max);
    }

    @Override
    public Uni<Optional<ConnectingIdentity>> findConnecting(ClientId client) {
        return client.module().isPresent() ? findConnectingModule(client)
                : sessions.call(session -> session.createSelectionQuery(FIND_CONNECTING_DEVICE, Object[].class)
                        .setParameter("device", client.device().value()).getSingleResultOrNull())
                        .map(row -> toConnectingDevice(client, row));
    }

    private Uni<Optional<ConnectingIdentity>> findConnectingModule(ClientId client) {
        ModuleRow.Key key = ModuleRow.Key.of(client);
        return sessions.call(session -> session.createSelectionQuery(FIND_CONNECTING_MODULE, Object[].class)
                .setParameter("device", key.deviceId()).setParameter("module", key.moduleId()).getSingleResultOrNull())
                .map(row -> toConnectingModule(client, row));
    }

    private Optional<Device> toDevice(@Nullable DeviceRow row) {
        return Optional.ofNullable(row).map(found -> found.toDevice(vault));
    }

    private Optional<ConnectingIdentity> toConnectingDevice(ClientId client, @Nullable Object @Nullable [] found) {
        if (found == null) {
            return Optional.empty();
        }
        DeviceRow row = requireNonNull((DeviceRow) found[0]);
        Optional<SessionState> session = Optional.ofNullable((DeviceSessionRow) found[1]).map(s -> s.session.toState());
        return Optional.of(new ConnectingIdentity(client, row.enabled, row.generationId,
                row.credentials.toCredentials(vault, row.deviceId), session));
    }

    private Optional<ConnectingIdentity> toConnectingModule(ClientId client, @Nullable Object @Nullable [] found) {
        if (found == null) {
            return Optional.empty();
        }
        ModuleRow row = requireNonNull((ModuleRow) found[0]);
        Optional<SessionState> session = Optional.ofNullable((ModuleSessionRow) found[1]).map(s -> s.session.toState());
        return Optional.of(new ConnectingIdentity(client, requireNonNull((Boolean) found[2]), row.generationId,
                row.credentials.toCredentials(vault, client.toString()), session));
    }

    @Override
    public Uni<Set<DeviceId>> insert(List<NewDevice> devices) {
        String deviceRows = json.devices(devices.stream().map(NewDevice::device).toList());
        String moduleRows = json.modules(devices.stream().flatMap(d -> d.systemModules().stream()).toList());
        String told = IdentityJson.notifications(devices.stream().flatMap(d -> d.notifications().stream()).toList());
        return sessions.call(session -> session.createNativeQuery(INSERT, String.class)
                .setParameter("devices", deviceRows).setParameter("modules", moduleRows)
                .setParameter("notifications", told).getResultList())
                .map(PostgresIdentityStore::ids);
    }

    private static Set<DeviceId> ids(List<String> texts) {
        Set<DeviceId> ids = HashSet.newHashSet(texts.size());
        texts.forEach(text -> ids.add(new DeviceId(text)));
        return ids;
    }

    @Override
    public Uni<Device> update(Device device, ETag expected, List<Module> systemModules) {
        String deviceRow = json.devices(List.of(device));
        String moduleRows = json.modules(systemModules);
        return sessions.call(session -> session.createNativeQuery(UPDATE, String.class)
                .setParameter("devices", deviceRow).setParameter("modules", moduleRows)
                .setParameter("expected", expected.value()).getResultList())
                .chain(changed -> requireOne(changed, device.id())).replaceWith(device);
    }

    @Override
    public Uni<Void> delete(DeviceId id, Optional<ETag> expected, Notification notification) {
        return sessions.call(session -> session.createNativeQuery(DELETE, String.class)
                .setParameter("id", id.value()).setParameter("any", expected.isEmpty())
                .setParameter("etag", expected.map(ETag::value).orElse(""))
                .setParameter("notifications", IdentityJson.notifications(List.of(notification))).getResultList())
                .chain(gone -> requireOne(gone, id));
    }

    @Override
    public Uni<List<Device>> list(int max) {
        return listing.some(max);
    }

    @Override
    public Uni<List<Device>> page(Optional<DeviceId> after, int max) {
        return listing.page(after.map(DeviceId::value).orElse(""), max);
    }

    @Override
    public Uni<DeviceCounts> count() {
        return sessions.call(session -> session.createSelectionQuery(COUNT, Object[].class).getSingleResult())
                .map(counts -> new DeviceCounts((Long) counts[0], (Long) counts[1]));
    }

    /** When the statement met no row: is the device gone, or is its etag another? */
    private Uni<Void> requireOne(List<String> met, DeviceId id) {
        return met.isEmpty() ? find(id).onItem().transformToUni(present -> refuse(present.isPresent(), id))
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> refuse(boolean there, DeviceId id) {
        return Uni.createFrom().failure(there ? changed(id) : notFound(id));
    }

    private static HubException notFound(DeviceId id) {
        return new HubException(ErrorCode.DEVICE_NOT_FOUND, "A device with Id '" + id + "' is not registered.");
    }

    private static HubException changed(DeviceId id) {
        return new HubException(ErrorCode.PRECONDITION_FAILED,
                "The etag is not the one of device '" + id + "'; read it again.");
    }
}
