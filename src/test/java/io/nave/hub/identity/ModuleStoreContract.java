package io.nave.hub.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials.SymmetricKeys;
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.hub.notification.NotificationOutbox;
import io.smallrye.mutiny.Uni;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every ModuleStore keeps to, with the IdentityStore, SessionStore and NotificationOutbox beside it. */
public abstract class ModuleStoreContract {

    private static final SymmetricKeys KEYS = new SymmetricKeys("cHJpbWFyeS1wcmltYXJ5", "c2Vjb25kYXJ5LXNlY29uZA==");
    private static final SessionState SESSION = new SessionState(List.of(new Subscription("$iothub/methods/POST/#", 1)));
    private static final int MAX = 3;

    private final DeviceId device = new DeviceId("d:" + UUID.randomUUID());
    private final ClientId id = new ClientId(device, Optional.of(new DeviceId("m$1")));

    protected abstract ModuleStore store();

    protected abstract IdentityStore devices();

    protected abstract SessionStore sessions();

    protected abstract NotificationOutbox outbox();

    @BeforeEach
    void register() {
        insertDevice(new DeviceStatus(true, "", Device.NEVER), EdgeScope.NONE, List.of());
        forward();
    }

    @Test
    void everyFieldIsKept() {
        // given
        Module module = new Module(id, "638000000000000000", new ETag("AAAA"), "someone; O'Neill \"said\"", KEYS);
        // when
        await(store().insert(module, MAX, created(id)));
        // then
        assertThat(await(store().find(id))).contains(module);
        assertThat(await(store().list(device))).containsExactly(module);
    }

    @Test
    void everyKindOfCredentialsIsKept() {
        for (Credentials credentials : List.of(KEYS, new Credentials.Thumbprints("AB", ""),
                new Credentials.CertificateAuthority(), new Credentials.None())) {
            // given
            Module module = new Module(id, "g", new ETag("e1"), "", credentials);
            // when
            await(store().insert(module, MAX, created(id)));
            // then
            assertThat(await(store().find(id))).contains(module);
            await(store().delete(id, Optional.empty(), deleted(id)));
        }
    }

    @Test
    void moduleOfNoDeviceIsRefused() {
        // given
        ClientId stranger = ClientId.of("nosuch-" + UUID.randomUUID(), "m");
        // then
        assertThat(failure(store().insert(module(stranger, "e1"), MAX, created(stranger))).code())
                .isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(await(store().find(stranger))).isEmpty();
        assertThat(await(store().list(stranger.device()))).isEmpty();
    }

    @Test
    void secondModuleOfTheSameNameIsRefused() {
        // given
        insert(id);
        // then
        assertThat(failure(store().insert(module(id, "e2"), MAX, created(id))).code())
                .isEqualTo(ErrorCode.MODULE_ALREADY_EXISTS);
        assertThat(await(store().find(id)).orElseThrow().etag()).isEqualTo(new ETag("e1"));
    }

    @Test
    void deviceHasOnlySoManyModules() {
        // given
        insert(id);
        insert(ClientId.of(device.value(), "m2"));
        insert(ClientId.of(device.value(), "m3"));
        // then
        ClientId fourth = ClientId.of(device.value(), "m4");
        assertThat(failure(store().insert(module(fourth, "e"), MAX, created(fourth))).code())
                .isEqualTo(ErrorCode.TOO_MANY_MODULES);
        assertThat(failure(store().insert(module(id, "e"), MAX, created(id))).code())
                .isEqualTo(ErrorCode.MODULE_ALREADY_EXISTS);
    }

    @Test
    void updateNeedsTheEtag() {
        // given
        insert(id);
        Module changed = new Module(id, "638000000000000001", new ETag("e2"), "me", new Credentials.None());
        // when
        await(store().update(changed, new ETag("e1")));
        // then
        assertThat(await(store().find(id))).contains(changed);
        assertThat(failure(store().update(changed, new ETag("e1"))).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        ClientId missing = ClientId.of(device.value(), "missing");
        assertThat(failure(store().update(module(missing, "e2"), new ETag("e1"))).code())
                .isEqualTo(ErrorCode.MODULE_NOT_FOUND);
    }

    @Test
    void deleteNeedsTheEtag() {
        // given
        insert(id);
        // then
        assertThat(failure(store().delete(id, Optional.of(new ETag("e2")), deleted(id))).code())
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        await(store().delete(id, Optional.of(new ETag("e1")), deleted(id)));
        assertThat(await(store().find(id))).isEmpty();
        assertThat(failure(store().delete(id, Optional.empty(), deleted(id))).code())
                .isEqualTo(ErrorCode.MODULE_NOT_FOUND);
    }

    @Test
    void modulesGoWithTheirDevice() {
        // given
        insert(id);
        // when
        await(devices().delete(device, Optional.empty(), deleted(new ClientId(device, Optional.empty()))));
        // then
        assertThat(await(store().find(id))).isEmpty();
        assertThat(await(devices().findConnecting(id))).isEmpty();
    }

    @Test
    void connectingModuleHasItsOwnKeysAndSessionAndTheStatusOfItsDevice() {
        // given
        insert(id);
        await(sessions().save(id, SESSION));
        // then
        assertThat(connecting(id))
                .isEqualTo(new ConnectingIdentity(id, true, "638000000000000001", KEYS, Optional.of(SESSION)));
        assertThat(await(devices().findConnecting(ClientId.of(device.value(), "nosuch")))).isEmpty();
        // when
        Device present = await(devices().find(device)).orElseThrow();
        await(devices().update(new Device(device, "g", new ETag("e2"), new DeviceStatus(false, "", Device.NEVER),
                present.credentials(), present.scope()), present.etag(), List.of()));
        // then
        assertThat(connecting(id).enabled()).isFalse();
    }

    @Test
    void sessionsOfDeviceAndModuleAreTwo() {
        // given
        insert(id);
        // when
        await(sessions().save(id, SESSION));
        // then
        assertThat(connecting(new ClientId(device, Optional.empty())).session()).isEmpty();
        // when
        await(sessions().delete(id));
        // then
        assertThat(connecting(id).session()).isEmpty();
    }

    @Test
    void sessionGoesWithItsModule() {
        // given
        insert(id);
        await(sessions().save(id, SESSION));
        await(store().delete(id, Optional.empty(), deleted(id)));
        await(sessions().save(id, SESSION));
        // when
        insert(id);
        // then
        assertThat(connecting(id).session()).isEmpty();
    }

    @Test
    void gatewayComesWithItsSystemModulesAndLosesThemWithItsRole() {
        // given
        DeviceId gateway = new DeviceId("gw:" + UUID.randomUUID());
        EdgeScope edge = EdgeScope.ofEdge(gateway, "1", List.of());
        Module agent = module(ClientId.of(gateway.value(), "$edgeAgent"), "e1");
        Device device = new Device(gateway, "1", new ETag("e1"), DeviceStatus.ENABLED, KEYS, edge);
        await(devices().insert(List.of(new NewDevice(device, List.of(agent), List.of()))));
        assertThat(await(store().list(gateway))).containsExactly(agent);
        // when
        Module hub = module(ClientId.of(gateway.value(), "$edgeHub"), "e1");
        await(devices().update(device.withEtag(new ETag("e2")), new ETag("e1"), List.of(agent, hub)));
        // then
        assertThat(await(store().list(gateway))).containsExactly(agent, hub);
        // when
        await(devices().update(new Device(gateway, "1", new ETag("e3"), DeviceStatus.ENABLED, KEYS, EdgeScope.NONE),
                new ETag("e2"), List.of()));
        // then
        assertThat(await(store().list(gateway))).isEmpty();
    }

    @Test
    void whatHappenedIsToldOnceAndInOrder() {
        // given
        insert(id);
        await(store().delete(id, Optional.empty(), deleted(id)));
        failure(store().delete(id, Optional.empty(), deleted(id)));
        // then
        List<Notification> told = forward();
        assertThat(told).extracting(Notification::opType).containsExactly("createDeviceIdentity", "deleteDeviceIdentity");
        assertThat(told.getFirst()).isEqualTo(created(id));
        assertThat(forward()).isEmpty();
    }

    @Test
    void whatCannotBeHandedOverStays() {
        // given
        insert(id);
        // when
        Throwable failure = catchThrowable(
                () -> await(outbox().forward(10, all -> Uni.createFrom().failure(new IllegalStateException("no route")))));
        // then
        assertThat(failure).isNotNull();
        assertThat(forward()).containsExactly(created(id));
    }

    /** Hands over everything that is waiting; answers what is about this test's device. */
    private List<Notification> forward() {
        List<Notification> told = new ArrayList<>();
        while (await(outbox().forward(100, all -> Uni.createFrom().voidItem().invoke(() -> told.addAll(all)))) > 0) {
            assertThat(told).isNotEmpty();
        }
        return told.stream().filter(one -> one.client().device().equals(device)).toList();
    }

    private void insertDevice(DeviceStatus status, EdgeScope scope, List<Module> modules) {
        Device fresh = new Device(device, "g", new ETag("e1"), status, KEYS, scope);
        await(devices().insert(List.of(new NewDevice(fresh, modules, List.of()))));
    }

    private void insert(ClientId module) {
        await(store().insert(module(module, "e1"), MAX, created(module)));
    }

    @Test
    void pagesHaveEveryModuleOnceInTheOrderOfDevicesAndModules() {
        // given: a device whose id sorts behind this one's although '-' sorts before '/'
        DeviceId next = new DeviceId(device + "-");
        Device other = new Device(next, "g", new ETag("e"), DeviceStatus.ENABLED, KEYS, EdgeScope.NONE);
        await(devices().insert(List.of(new NewDevice(other, List.of(), List.of()))));
        List<ClientId> ids = List.of(ClientId.of(device.value(), "b"), ClientId.of(device.value(), "c"),
                ClientId.of(next.value(), "a"));
        ids.reversed().forEach(one -> await(store().insert(module(one, "e"), MAX, created(one))));
        // when
        List<Module> first = await(store().page(Optional.of(ClientId.of(device.value(), "a")), 1));
        List<Module> second = await(store().page(Optional.of(first.getLast().id()), 2));
        // then
        assertThat(first).containsExactly(module(ids.get(0), "e"));
        assertThat(second).containsExactly(module(ids.get(1), "e"), module(ids.get(2), "e"));
        assertThat(await(store().page(Optional.empty(), 1))).hasSize(1);
    }

    private static Module module(ClientId id, String etag) {
        return new Module(id, "638000000000000001", new ETag(etag), "", KEYS);
    }

    private static Notification created(ClientId id) {
        return notification(id, "createDeviceIdentity");
    }

    private static Notification deleted(ClientId id) {
        return notification(id, "deleteDeviceIdentity");
    }

    private static Notification notification(ClientId id, String opType) {
        return new Notification(MessageSource.DEVICE_LIFECYCLE, id, "638000000000000001", opType,
                Instant.parse("2026-01-02T03:04:05.678901Z"), "{\"deviceId\":\"" + id.device() + "\"}");
    }

    private ConnectingIdentity connecting(ClientId of) {
        return await(devices().findConnecting(of)).orElseThrow();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(ofSeconds(20));
    }

    private static HubException failure(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> await(uni));
    }
}
