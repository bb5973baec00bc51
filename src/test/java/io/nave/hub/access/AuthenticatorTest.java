package io.nave.hub.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.message.AuthMethod;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who is let in and who is not (device-protocols §4, service-protocols §3). */
class AuthenticatorTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String SECOND_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long LATER = NOW.plusSeconds(3600).getEpochSecond();
    private static final Peer PEER = new Peer("192.0.2.1");
    private static final ClientId DEV1 = ClientId.of("dev1");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    private final InMemoryPolicyStore policies = new InMemoryPolicyStore();
    private final Authenticator authenticator = new AccessFixture(identities, policies)
            .authenticator(new HubNames("hub.test.local", Set.of("localhost"), "nave"),
                    ((InstantSource) now::get).withZone(ZoneOffset.UTC));

    @BeforeEach
    void register() {
        identities.put(device("dev1", true, new Credentials.SymmetricKeys(KEY, SECOND_KEY)));
        identities.put(device("off", false, new Credentials.SymmetricKeys(KEY, SECOND_KEY)));
        identities.put(device("x509", true, new Credentials.Thumbprints("AB", "")));
        policy("device", Permission.DEVICE_CONNECT);
        policy("service", Permission.SERVICE_CONNECT);
    }

    @ParameterizedTest
    @CsvSource({ "hub.test.local/devices/dev1", "HUB.test.local:8883/devices/dev1", "localhost%2Fdevices%2Fdev1" })
    void deviceIsLetInByEitherOfItsKeys(String resource) {
        for (String key : List.of(KEY, SECOND_KEY)) {
            // when
            DeviceAccess access = await(connect(DEV1, TokenMaker.token(resource, key, LATER)));

            // then
            assertThat(access.origin().authMethod()).isEqualTo(AuthMethod.DEVICE_SAS);
            assertThat(access.origin().generationId()).isEqualTo("generation of dev1");
            assertThat(access.expiresAt()).isEqualTo(Instant.ofEpochSecond(LATER));
        }
    }

    @ParameterizedTest
    @CsvSource({ "hub.test.local", "hub.test.local/devices", "hub.test.local/devices/dev1" })
    void devicePolicyLetsInEveryDeviceBelowTheScope(String resource) {
        // when
        DeviceAccess access = await(connect(DEV1, TokenMaker.token(resource, KEY, LATER) + "&skn=device"));

        // then
        assertThat(access.origin().authMethod()).isEqualTo(AuthMethod.HUB_SAS);
    }

    @ParameterizedTest
    @CsvSource({
            "dev1, hub.test.local/devices/dev2, '', IOT_HUB_UNAUTHORIZED",
            "dev1, hub.test.local, '', IOT_HUB_UNAUTHORIZED",
            "dev1, other.hub.local/devices/dev1, '', IOT_HUB_UNAUTHORIZED",
            "dev1, hub.test.local, &skn=service, IOT_HUB_UNAUTHORIZED",
            "dev1, hub.test.local, &skn=nosuch, IOT_HUB_UNAUTHORIZED_ACCESS",
            "dev1, hub.test.local/devices/dev2, &skn=device, IOT_HUB_UNAUTHORIZED",
            "nosuch, hub.test.local/devices/nosuch, '', DEVICE_NOT_FOUND",
            "nosuch, hub.test.local, &skn=device, DEVICE_NOT_FOUND",
            "off, hub.test.local/devices/off, '', DEVICE_DISABLED",
            "x509, hub.test.local/devices/x509, '', IOT_HUB_UNAUTHORIZED" })
    void deviceIsRefused(String client, String resource, String policy, ErrorCode code) {
        assertRefused(connect(ClientId.of(client), TokenMaker.token(resource, KEY, LATER) + policy), code);
    }

    @Test
    void wrongKeyIsRefusedBeforeAnythingIsSaidAboutTheDevice() {
        // given
        String wrong = TokenMaker.token("hub.test.local", "d3Jvbmcgd3Jvbmcgd3Jvbmch", LATER) + "&skn=device";

        // then
        assertRefused(connect(DEV1, wrong), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(connect(ClientId.of("nosuch"), wrong), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(connect(ClientId.of("off"), wrong), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @Test
    void textThatIsNoTokenFailsTheUniAndThrowsNothing() {
        assertRefused(connect(DEV1, "nonsense"), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorize("nonsense", KeyForm.DECODED, PEER), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.connect(DEV1, new DeviceProof.Nothing(), PEER), ErrorCode.IOT_HUB_UNAUTHORIZED);
    }

    @Test
    void tokenIsAcceptedForFiveMinutesAfterItExpired() {
        // given
        long fiveMinutesAgo = NOW.minus(Duration.ofMinutes(5)).getEpochSecond();

        // then
        assertThat(await(connect(DEV1, TokenMaker.token("hub.test.local/devices/dev1", KEY, fiveMinutesAgo)))).isNotNull();
        assertRefused(connect(DEV1, TokenMaker.token("hub.test.local/devices/dev1", KEY, fiveMinutesAgo - 1)),
                ErrorCode.IOT_HUB_UNAUTHORIZED);
    }

    @Test
    void backEndIsKnownByItsPolicy() {
        // when
        Caller caller = await(
                authenticator.authorize(TokenMaker.token("hub.test.local/devices/dev1", KEY, LATER) + "&skn=service",
                        KeyForm.DECODED, PEER));

        // then
        assertThat(caller.getName()).isEqualTo("service");
        assertThat(caller.may(Permission.SERVICE_CONNECT)).isTrue();
        assertThat(caller.scope()).containsExactly("devices", "dev1");
        assertThatThrownBy(() -> caller.require(Permission.REGISTRY_READ)).isInstanceOf(HubException.class);
    }

    @Test
    void tokenThatWasVerifiedBeforeIsWorthNothingOnceThePolicyHasOtherKeys() {
        // given
        String token = TokenMaker.token("hub.test.local", KEY, LATER) + "&skn=service";
        Caller first = await(authenticator.authorize(token, KeyForm.DECODED, PEER));
        assertThat(await(authenticator.authorize(token, KeyForm.DECODED, PEER))).isEqualTo(first);
        // when
        await(policies.save(new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), SECOND_KEY, SECOND_KEY)));
        // then
        assertRefused(authenticator.authorize(token, KeyForm.DECODED, PEER), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @Test
    void tokenThatWasVerifiedBeforeHasTheRightsThatThePolicyHasNow() {
        // given
        String token = TokenMaker.token("hub.test.local", KEY, LATER) + "&skn=service";
        await(authenticator.authorize(token, KeyForm.DECODED, PEER));
        // when
        policy("service", Permission.REGISTRY_READ);
        // then
        assertThat(await(authenticator.authorize(token, KeyForm.DECODED, PEER)).rights())
                .containsExactly(Permission.REGISTRY_READ);
    }

    @Test
    void tokenThatWasVerifiedBeforeExpiresAllTheSame() {
        // given
        long fiveMinutesAgo = NOW.minus(Duration.ofMinutes(5)).getEpochSecond();
        String token = TokenMaker.token("hub.test.local", KEY, fiveMinutesAgo) + "&skn=service";
        await(authenticator.authorize(token, KeyForm.DECODED, PEER));
        // when
        now.set(NOW.plusSeconds(1));
        // then
        assertRefused(authenticator.authorize(token, KeyForm.DECODED, PEER), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @Test
    void tokenThatDiffersFromAVerifiedOneIsVerifiedItself() {
        // given
        String token = TokenMaker.token("hub.test.local", KEY, LATER) + "&skn=service";
        await(authenticator.authorize(token, KeyForm.DECODED, PEER));
        // then
        assertRefused(authenticator.authorize(token.replace("skn=service", "skn=device"), KeyForm.DECODED, PEER)
                .invoke(caller -> caller.require(Permission.SERVICE_CONNECT)), ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertRefused(authenticator.authorize(token.replace("se=" + LATER, "se=" + (LATER + 1)), KeyForm.DECODED, PEER),
                ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @Test
    void tokenOfADeviceIsNoBackEnd() {
        assertRefused(
                authenticator.authorize(TokenMaker.token("hub.test.local/devices/dev1", KEY, LATER), KeyForm.DECODED, PEER),
                ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @Test
    void keyOfAPolicyIsEnoughForPlain() {
        assertThat(await(authenticator.authorizeKey("service", KEY, PEER)).expiresAt()).isEqualTo(Instant.MAX);
        assertRefused(authenticator.authorizeKey("service", "wrong", PEER), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorizeKey("nosuch", KEY, PEER), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    private Uni<DeviceAccess> connect(ClientId client, String token) {
        return authenticator.connect(client, new DeviceProof.Token(token), PEER);
    }

    private void policy(String name, Permission permission) {
        await(policies.save(new SharedAccessPolicy(name, Set.of(permission), KEY, SECOND_KEY)));
    }

    private static Device device(String id, boolean enabled, Credentials credentials) {
        return new Device(new DeviceId(id), "generation of " + id, new ETag("MA=="),
                new DeviceStatus(enabled, "", Device.NEVER), credentials, EdgeScope.NONE);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
