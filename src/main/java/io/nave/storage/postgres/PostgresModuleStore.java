package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Module;
import io.nave.hub.identity.ModuleStore;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

import static java.util.Objects.requireNonNull;

/** Modules in PostgreSQL. Whether a change may happen is decided by the statement that makes it. */
@Singleton
final class PostgresModuleStore implements ModuleStore {

    private static final String LIST = "from ModuleRow where deviceId = :device order by moduleId";
    /** The first condition alone lets the index be used. */
    private static final String PAGE = """
            from ModuleRow where deviceId >= :device and (deviceId > :device or moduleId > :module)
            order by deviceId, moduleId""";
    private static final String INSERT = StatementText.load("insert-module.sql");
    private static final String UPDATE = StatementText.load("update-module.sql");
    private static final String DELETE = StatementText.load("delete-module.sql");

    private final PostgresSessions sessions;
    private final KeyVault vault;
    private final IdentityJson json;

    PostgresModuleStore(PostgresSessions sessions, KeyVault vault, IdentityJson json) {
        this.sessions = sessions;
        this.vault = vault;
        this.json = json;
    }

    @Override
    public Uni<Optional<Module>> find(ClientId id) {
        return sessions.call(session -> session.get(ModuleRow.class, ModuleRow.Key.of(id)))
                .map(this::toModule);
    }

    private Optional<Module> toModule(@Nullable ModuleRow row) {
        return Optional.ofNullable(row).map(found -> found.toModule(vault));
    }

    @Override
    public Uni<Module> insert(Module module, int max, Notification notification) {
        ModuleRow.Key key = ModuleRow.Key.of(module.id());
        return sessions.call(session -> session.createNativeQuery(INSERT, Object[].class)
                .setParameter("device", key.deviceId()).setParameter("module", key.moduleId())
                .setParameter("modules", json.modules(List.of(module))).setParameter("max", max)
                .setParameter("notifications", IdentityJson.notifications(List.of(notification))).getSingleResult())
                .invoke(answer -> requireAdded(answer, module.id(), max)).replaceWith(module);
    }

    private static void requireAdded(@Nullable Object[] answer, ClientId id, int max) {
        if (number(answer[0]) == 0) {
            throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no device '" + id.device() + "'");
        }
        if (number(answer[3]) > 0) {
            return;
        }
        throw number(answer[2]) == 0 && number(answer[1]) >= max
                ? new HubException(ErrorCode.TOO_MANY_MODULES, "Device '" + id.device() + "' has " + max + " modules already")
                : new HubException(ErrorCode.MODULE_ALREADY_EXISTS, "There is a module '" + id + "'");
    }

    private static long number(@Nullable Object count) {
        return ((Number) requireNonNull(count)).longValue();
    }

    @Override
    public Uni<Module> update(Module module, ETag expected) {
        return sessions.call(session -> session.createNativeQuery(UPDATE)
                .setParameter("modules", json.modules(List.of(module))).setParameter("expected", expected.value())
                .executeUpdate()).chain(rows -> requireOne(rows > 0, module.id())).replaceWith(module);
    }

    @Override
    public Uni<Void> delete(ClientId id, Optional<ETag> expected, Notification notification) {
        ModuleRow.Key key = ModuleRow.Key.of(id);
        return sessions.call(session -> session.createNativeQuery(DELETE, String.class)
                .setParameter("device", key.deviceId()).setParameter("module", key.moduleId())
                .setParameter("any", expected.isEmpty()).setParameter("etag", expected.map(ETag::value).orElse(""))
                .setParameter("notifications", IdentityJson.notifications(List.of(notification))).getResultList())
                .chain(gone -> requireOne(!gone.isEmpty(), id));
    }

    @Override
    public Uni<List<Module>> page(Optional<ClientId> after, int max) {
        String device = after.map(id -> id.device().value()).orElse("");
        String module = after.flatMap(ClientId::module).map(DeviceId::value).orElse("");
        return sessions.call(session -> session.createSelectionQuery(PAGE, ModuleRow.class)
                .setParameter("device", device).setParameter("module", module).setMaxResults(max).getResultList())
                .map(this::toModules);
    }

    @Override
    public Uni<List<Module>> list(DeviceId device) {
        return sessions.call(session -> session.createSelectionQuery(LIST, ModuleRow.class)
                .setParameter("device", device.value()).getResultList())
                .map(this::toModules);
    }

    /** When the statement met no row: is the module gone, or is its etag another? */
    private Uni<Void> requireOne(boolean met, ClientId id) {
        return met ? Uni.createFrom().voidItem()
                : find(id).onItem().transformToUni(present -> refuse(present.isPresent(), id));
    }

    private static Uni<Void> refuse(boolean there, ClientId id) {
        return Uni.createFrom().failure(
                there ? new HubException(ErrorCode.PRECONDITION_FAILED, "The module '" + id + "' has another etag by now")
                        : new HubException(ErrorCode.MODULE_NOT_FOUND, "There is no module '" + id + "'"));
    }

    private List<Module> toModules(List<ModuleRow> rows) {
        return rows.stream().map(row -> row.toModule(vault)).toList();
    }
}
