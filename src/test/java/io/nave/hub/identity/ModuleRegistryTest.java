package io.nave.hub.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.CredentialsRequest.Pair;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The modules of the registry (service-protocols §5.7, semantics §7.5, §9). */
class ModuleRegistryTest {

    private static final DeviceId D1 = new DeviceId("d1");
    private static final ClientId M1 = ClientId.of("d1", "m1");

    private final InMemoryIdentityStore store = new InMemoryIdentityStore();
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final RegistryFixture fixture = new RegistryFixture(store, new ConnectionTable(), messenger, events::add,
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));
    private final IdentityRegistry devices = fixture.devices();
    private final ModuleRegistry modules = fixture.modules();

    @BeforeEach
    void register() {
        await(devices.create(device(EdgeRequest.NOTHING)));
    }

    @Test
    void newModuleHasKeysOfItsOwn() {
        // when
        Module module = await(modules.create(request(M1)));

        // then
        assertThat(module.credentials()).isInstanceOf(Credentials.SymmetricKeys.class)
                .isNotEqualTo(await(devices.get(D1)).credentials());
        assertThat(module.generationId()).hasSize(18).isNotEqualTo(await(devices.get(D1)).generationId());
        assertThat(await(modules.get(M1))).isEqualTo(module);
        assertThat(await(modules.list(D1))).containsExactly(module);
    }

    @Test
    void refusalsAreInTheWordsOfTheField() {
        // given
        await(modules.create(request(M1)));

        // then
        assertRefused(modules.create(request(M1)), ErrorCode.MODULE_ALREADY_EXISTS);
        assertRefused(modules.create(request(ClientId.of("nosuch", "m1"))), ErrorCode.DEVICE_NOT_FOUND);
        assertRefused(modules.get(ClientId.of("d1", "nosuch")), ErrorCode.MODULE_NOT_FOUND);
        assertRefused(modules.get(ClientId.of("nosuch", "m1")), ErrorCode.DEVICE_NOT_FOUND);
        assertRefused(modules.list(new DeviceId("nosuch")), ErrorCode.DEVICE_NOT_FOUND);
        assertRefused(modules.update(request(M1), Optional.of(new ETag("other"))), ErrorCode.PRECONDITION_FAILED);
        assertRefused(modules.delete(M1, Optional.of(new ETag("other"))), ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void deviceHasAtMostFiftyModules() {
        // given
        for (int i = 0; i < 50; i++) {
            await(modules.create(request(ClientId.of("d1", "m" + i))));
        }

        // then
        assertRefused(modules.create(request(ClientId.of("d1", "m50"))), ErrorCode.TOO_MANY_MODULES);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$edgeAgent", "$edgeHub" })
    void systemModulesAreTheHubs(String name) {
        // given
        DeviceId gateway = new DeviceId("gw");
        await(devices.create(new DeviceRequest(gateway, Optional.empty(), "", Optional.empty(),
                new EdgeRequest(Optional.of(true), Optional.empty(), Optional.empty()))));
        ClientId system = ClientId.of("gw", name);

        // then
        assertThat(await(modules.get(system)).credentials()).isEqualTo(new Credentials.None());
        assertRefused(modules.create(request(system)), ErrorCode.SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS);
        assertRefused(modules.update(request(system), Optional.empty()), ErrorCode.SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS);
        assertRefused(modules.delete(system, Optional.empty()), ErrorCode.SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS);
        assertThat(await(modules.list(gateway))).hasSize(2);
    }

    @Test
    void otherKeysEndTheConnectionsOfTheDevice() {
        // given
        await(modules.create(request(M1)));
        Pair keys = new Pair(Optional.of("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
                Optional.of("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

        // when
        await(modules.update(new ModuleRequest(M1, Optional.empty(),
                Optional.of(new CredentialsRequest(Optional.empty(), keys, Pair.NOTHING))), Optional.empty()));

        // then
        assertThat(messenger.told()).containsExactly(new NodeCall.AccessChanged(new AccessChange.Identity(D1)));
    }

    @Test
    void whatIsLeftOutOfAnUpdateStays() {
        // given
        Module before = await(modules.create(new ModuleRequest(M1, Optional.of("IotEdge"), Optional.empty())));

        // when
        Module after = await(modules.update(request(M1), Optional.of(before.etag())));

        // then
        assertThat(after.managedBy()).isEqualTo("IotEdge");
        assertThat(after.credentials()).isEqualTo(before.credentials());
        assertThat(messenger.told()).isEmpty();
    }

    @Test
    void swappedKeysAreTheSameTwo() {
        // given
        Credentials.SymmetricKeys before = keys(await(modules.create(request(M1))));

        // when
        Credentials.SymmetricKeys swapped = keys(await(modules.rotateKeys(M1, KeyRotation.SWAP)));
        Credentials.SymmetricKeys rotated = keys(await(modules.rotateKeys(M1, KeyRotation.PRIMARY)));

        // then
        assertThat(swapped).isEqualTo(new Credentials.SymmetricKeys(before.secondary(), before.primary()));
        assertThat(rotated.secondary()).isEqualTo(before.primary());
        assertThat(rotated.primary()).isNotIn(before.both());
    }

    @Test
    void comingAndGoingIsToldInTheDocumentedForm() {
        // given
        await(modules.create(request(M1)));

        // when
        await(modules.delete(M1, Optional.empty()));

        // then
        assertThat(store.notifications().waiting()).extracting(n -> n.opType() + " " + n.client()).containsExactly(
                "createDeviceIdentity d1", "createDeviceIdentity d1/m1", "deleteDeviceIdentity d1/m1");
        assertThat(store.notifications().waiting().get(1).body()).isEqualTo("""
                {"deviceId":"d1","moduleId":"m1","etag":"AAAAAAAAAAE=","version":2,"properties":{\
                "desired":{"$metadata":{"$lastUpdated":"0001-01-01T00:00:00Z"},"$version":1},\
                "reported":{"$metadata":{"$lastUpdated":"0001-01-01T00:00:00Z"},"$version":1}}}""");
    }

    private static DeviceRequest device(EdgeRequest edge) {
        return new DeviceRequest(D1, Optional.empty(), "", Optional.empty(), edge);
    }

    private static ModuleRequest request(ClientId id) {
        return new ModuleRequest(id, Optional.empty(), Optional.empty());
    }

    private static Credentials.SymmetricKeys keys(Module module) {
        return (Credentials.SymmetricKeys) module.credentials();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
