package io.nave.hub.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.CredentialsRequest.Pair;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The identity registry (service-protocols §5.1–5.4, semantics §9). */
class IdentityRegistryTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.1234567Z");
    private static final DeviceId D1 = new DeviceId("d1");
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String OTHER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";

    private final InMemoryIdentityStore store = new InMemoryIdentityStore();
    private final ConnectionTable connections = new ConnectionTable();
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final RegistryFixture fixture = new RegistryFixture(store, connections, messenger, events::add, clock);
    private final IdentityRegistry registry = fixture.devices();

    @Test
    void newDeviceIsEnabledWithGeneratedKeysAndItsOwnGeneration() {
        // when
        Device device = await(registry.create(request()));

        // then
        assertThat(device.enabled()).isTrue();
        assertThat(device.status().updatedAt()).isEqualTo(Device.NEVER);
        assertThat(device.generationId()).isEqualTo("639029198451234567"); // ticks of 2026-01-02T03:04:05.1234567Z
        assertThat(new String(Base64.getDecoder().decode(device.etag().value()))).matches("\\d+");
        assertThat(keys(device).both()).doesNotHaveDuplicates()
                .allMatch(key -> Base64.getDecoder().decode(key).length == 32);
        assertThat(await(registry.get(D1))).isEqualTo(device);
        assertThat(events).containsExactly(new HubEvent.IdentityChanged("d1", "create"));
    }

    @Test
    void messagesGoWithTheDeviceOfTheirGeneration() {
        // given
        String generation = await(registry.create(request())).generationId();

        // when
        await(registry.delete(D1, Optional.empty()));

        // then
        assertThat(fixture.removed).containsExactly("d1 " + generation);
    }

    @Test
    void deviceThatIsCreatedAgainHasAnotherGeneration() {
        // given
        String first = await(registry.create(request())).generationId();
        await(registry.delete(D1, Optional.empty()));

        // when
        String second = await(registry.create(request())).generationId();

        // then
        assertThat(second).isNotEqualTo(first).hasSize(18);
    }

    @Test
    void presenceOfADeviceGoesWithIt() {
        // given
        await(registry.create(request()));
        ClientId client = ClientId.of("d1");
        await(fixture.presence().connected(connection(client, new ArrayList<>())));

        // when
        await(registry.delete(D1, Optional.empty()));

        // then
        assertThat(await(fixture.presence().find(List.of(client)))).isEmpty();
    }

    @Test
    void existingDeviceIsNotCreatedAgain() {
        // given
        await(registry.create(request()));

        // then
        assertRefused(registry.create(request()), ErrorCode.DEVICE_ALREADY_EXISTS,
                "A device with Id 'd1' is already registered.");
    }

    @Test
    void emptyKeysOnUpdateKeepThePresentOnes() {
        // given
        Device before = await(registry.create(request(sas(KEY, OTHER_KEY))));

        // when
        Device after = await(registry.update(request(sas("", "")), Optional.empty()));

        // then
        assertThat(after.credentials()).isEqualTo(before.credentials());
        assertThat(after.generationId()).isEqualTo(before.generationId());
        assertThat(after.etag()).isNotEqualTo(before.etag());
    }

    @Test
    void emptyKeysThatNodeFillsInDoNotLockOutADeviceWithACertificate() {
        // given
        Device before = await(registry.create(request(selfSigned(SHA1, null))));

        // when
        Device after = await(registry.update(request(sas("", "")), Optional.empty()));

        // then
        assertThat(after.credentials()).isEqualTo(before.credentials());
    }

    @Test
    void keysThatAreLeftOutAreGeneratedForADeviceThatHadNone() {
        // given
        await(registry.create(request(selfSigned(SHA1, null))));

        // when
        Device after = await(registry.update(request(sas(null, null)), Optional.empty()));

        // then
        assertThat(keys(after).both()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void updateWithoutStatusAndAuthenticationKeepsThem() {
        // given
        Device before = await(
                registry.create(new DeviceRequest(D1, Optional.of(false), "broken", Optional.empty(), EdgeRequest.NOTHING)));

        // when
        Device after = await(registry.update(request(), Optional.of(before.etag())));

        // then
        assertThat(after.enabled()).isFalse();
        assertThat(after.credentials()).isEqualTo(before.credentials());
        assertThat(after.status().reason()).isEmpty();
        assertThat(after.status().updatedAt()).isEqualTo(Device.NEVER);
    }

    @Test
    void statusTimeMovesWithTheStatus() {
        // given
        await(registry.create(request()));

        // when
        Device after = await(registry.update(disabled(), Optional.empty()));

        // then
        assertThat(after.status().updatedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
    }

    @Test
    void staleEtagIsRefusedAndChangesNothing() {
        // given
        Device device = await(registry.create(request()));
        Optional<ETag> stale = Optional.of(new ETag("c3RhbGU="));

        // then
        assertRefused(registry.update(disabled(), stale), ErrorCode.PRECONDITION_FAILED, "ETag mismatch for device Id 'd1'");
        assertRefused(registry.delete(D1, stale), ErrorCode.PRECONDITION_FAILED, "ETag mismatch for device Id 'd1'");
        assertThat(await(registry.get(D1))).isEqualTo(device);
        assertThat(messenger.told()).isEmpty();
    }

    @Test
    void unknownDeviceIsNotFound() {
        String text = "A device with Id 'd1' is not registered.";
        assertRefused(registry.get(D1), ErrorCode.DEVICE_NOT_FOUND, text);
        assertRefused(registry.update(request(), Optional.empty()), ErrorCode.DEVICE_NOT_FOUND, text);
        assertRefused(registry.delete(D1, Optional.empty()), ErrorCode.DEVICE_NOT_FOUND, text);
    }

    @Test
    void unconditionalUpdateWinsOverAFasterOne() {
        // given: somebody who changes the device between reading and writing, twice
        await(registry.create(request()));
        RacedStore raced = new RacedStore(store, 2);
        IdentityRegistry registry = new RegistryFixture(raced, store, connections, messenger, events::add, clock).devices();

        // when
        Device after = await(registry.update(disabled(), Optional.empty()));

        // then
        assertThat(after.enabled()).isFalse();
        assertThat(raced.lost()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({ "disable", "delete", "keys", "thumbprints" })
    void lossOfARightCutsConnectionsHereAndElsewhere(String change) {
        // given
        await(registry.create(request(sas(KEY, OTHER_KEY))));
        List<CutReason> cuts = new ArrayList<>();
        connections.enter(connection(ClientId.of("d1"), cuts));
        connections.enter(connection(ClientId.of("d1", "m1"), cuts));
        connections.enter(connection(ClientId.of("d2"), new ArrayList<>()));

        // when
        switch (change) {
            case "disable" -> await(registry.update(disabled(), Optional.empty()));
            case "delete" -> await(registry.delete(D1, Optional.empty()));
            case "keys" -> await(registry.update(request(sas(KEY, KEY)), Optional.empty()));
            default -> await(registry.update(request(selfSigned(SHA1, null)), Optional.empty()));
        }

        // then
        assertThat(cuts).containsExactly(CutReason.REVOKED, CutReason.REVOKED);
        assertThat(messenger.told()).containsExactly(new NodeCall.AccessChanged(new AccessChange.Identity(D1)));
    }

    @Test
    void moveToAnotherGatewayIsTold() {
        // given
        await(registry.create(request(sas(KEY, OTHER_KEY))));

        // when
        await(registry.update(behind("gateway-1"), Optional.empty()));
        assertThat(messenger.told()).as("there was nobody to lose").isEmpty();
        await(registry.update(behind("gateway-2"), Optional.empty()));
        await(registry.update(behind("gateway-2"), Optional.empty()));
        await(registry.update(behind(""), Optional.empty()));

        // then
        NodeCall told = new NodeCall.AccessChanged(new AccessChange.Identity(D1));
        assertThat(messenger.told()).containsExactly(told, told);
    }

    private static DeviceRequest behind(String scope) {
        return new DeviceRequest(D1, Optional.empty(), "", Optional.empty(),
                new EdgeRequest(Optional.empty(), Optional.of(scope), Optional.empty()));
    }

    @Test
    void changeThatTakesNothingAwayLeavesConnectionsAlone() {
        // given
        await(registry.create(request(sas(KEY, OTHER_KEY))));

        // when
        await(registry.update(
                new DeviceRequest(D1, Optional.of(true), "checked", Optional.of(sas(KEY, OTHER_KEY)), EdgeRequest.NOTHING),
                Optional.empty()));

        // then
        assertThat(messenger.told()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "1,2", "MTIzNDU2Nzg5MDEyMzQ1," + OTHER_KEY, KEY + ",''", "'', " + KEY, "not base64!," + KEY })
    void wrongKeysAreRefused(String primary, String secondary) {
        assertRefused(registry.create(request(sas(primary, secondary))), ErrorCode.ARGUMENT_INVALID, null);
    }

    @ParameterizedTest
    @ValueSource(ints = { 15, 16, 64, 65 })
    void keysHave16To64Bytes(int size) {
        // given
        String key = Base64.getEncoder().encodeToString(new byte[size]);

        // then
        if (size == 16 || size == 64) {
            assertThat(keys(await(registry.create(request(sas(key, key))))).primary()).isEqualTo(key);
        } else {
            assertRefused(registry.create(request(sas(key, key))), ErrorCode.ARGUMENT_INVALID,
                    "The primary and secondary keys must be between 16 and 64 bytes in length.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { SHA1, "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" })
    void thumbprintsAreKeptInUpperCaseWithoutSeparators(String thumbprint) {
        // when
        Device device = await(registry.create(request(selfSigned(thumbprint, ""))));

        // then
        assertThat(device.credentials())
                .isEqualTo(new Credentials.Thumbprints(thumbprint.replace(":", "").toUpperCase(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0123", "x123456789abcdef0123456789abcdef01234567" })
    void wrongThumbprintsAreRefused(String thumbprint) {
        assertRefused(registry.create(request(selfSigned(thumbprint, null))), ErrorCode.ARGUMENT_INVALID, null);
    }

    @Test
    void statusReasonHasAtMost128Characters() {
        assertThat(
                new DeviceRequest(D1, Optional.empty(), "é".repeat(128), Optional.empty(), EdgeRequest.NOTHING).statusReason())
                .hasSize(128);
        assertThatThrownBy(
                () -> new DeviceRequest(D1, Optional.empty(), "e".repeat(129), Optional.empty(), EdgeRequest.NOTHING))
                .isInstanceOf(HubException.class);
    }

    @ParameterizedTest
    @CsvSource({ "2, 2", "0, 3", "-1, 3", "1001, 3" })
    void listingHasAtMostSoMany(int max, int size) {
        // given
        for (String id : List.of("d1", "d2", "d3")) {
            await(registry
                    .create(new DeviceRequest(new DeviceId(id), Optional.empty(), "", Optional.empty(), EdgeRequest.NOTHING)));
        }

        // then
        assertThat(await(registry.list(max))).hasSize(size);
    }

    private static DeviceRequest request() {
        return new DeviceRequest(D1, Optional.empty(), "", Optional.empty(), EdgeRequest.NOTHING);
    }

    private static DeviceRequest disabled() {
        return new DeviceRequest(D1, Optional.of(false), "", Optional.empty(), EdgeRequest.NOTHING);
    }

    private static DeviceRequest request(CredentialsRequest credentials) {
        return new DeviceRequest(D1, Optional.empty(), "", Optional.of(credentials), EdgeRequest.NOTHING);
    }

    private static CredentialsRequest sas(String primary, String secondary) {
        return new CredentialsRequest(Optional.of(CredentialsRequest.Type.SAS),
                new Pair(Optional.ofNullable(primary), Optional.ofNullable(secondary)), Pair.NOTHING);
    }

    private static CredentialsRequest selfSigned(String primary, String secondary) {
        return new CredentialsRequest(Optional.of(CredentialsRequest.Type.SELF_SIGNED), Pair.NOTHING,
                new Pair(Optional.ofNullable(primary), Optional.ofNullable(secondary)));
    }

    private static Credentials.SymmetricKeys keys(Device device) {
        return (Credentials.SymmetricKeys) device.credentials();
    }

    private static DeviceConnection connection(ClientId client, List<CutReason> cuts) {
        return new DeviceConnection() {
            @Override
            public ClientId client() {
                return client;
            }

            @Override
            public ConnectionProof proof() {
                return new ConnectionProof("g", "192.0.2.1", new ConnectionProof.Evidence.OwnKey("f"));
            }

            @Override
            public void desiredChanged(DesiredChange change) {
                // nobody listens
            }

            @Override
            public void cut(CutReason reason) {
                cuts.add(reason);
            }
        };
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code, String text) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(text == null || refusal.detail().equals(text)).as(refusal.detail()).isTrue();
        });
    }
}
