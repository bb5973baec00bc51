package io.nave.protocol.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.certificates.MovedClock;
import io.nave.certificates.Revocations;
import io.nave.certificates.TlsClient;
import io.nave.hub.access.AccessRules;
import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.access.DeniedCertificate;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.certificates.CertificateAuthorityService;
import io.nave.hub.certificates.InMemoryCertificateAuthorityStore;
import io.nave.hub.certificates.PossessionProof;
import io.nave.hub.certificates.RegisteredAuthorities;
import io.nave.hub.certificates.RegisteredTrust;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.Module;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.hub.revocation.RevocationFixture;
import io.nave.hub.revocation.RevocationMode;
import io.nave.launcher.LocalAuthority;
import io.nave.protocol.tls.TlsConfig.Engine;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** Devices with a certificate of a registered authority over MQTT, with each TLS engine (device-protocols §4.5). */
@ParameterizedClass
@EnumSource(Engine.class)
class MqttCertificateWireTest {

    private static final String LIST = "http://ca.test/middle.crl";
    private static final Holder ROOT = Maker.root("Root");
    private static final Holder MIDDLE = Maker.intermediate("Middle", ROOT);
    private static final Holder DEVICE = Maker.named("ca1").list(LIST).signedBy(MIDDLE);
    private static final String ACCEPTED = "20020000";
    private static final String REFUSED = "20020005";

    @Parameter
    Engine engine;
    @TempDir
    Path directory;
    private final MovedClock clock = new MovedClock();
    private final RevocationFixture servers = new RevocationFixture();
    private final InMemoryCertificateAuthorityStore store = new InMemoryCertificateAuthorityStore();
    private CertificateAuthorityService authorities;
    private MqttFixture hub;

    @BeforeEach
    void start() {
        LocalAuthority server = LocalAuthority.prepare(directory, "127.0.0.1");
        RegisteredTrust trust = new RegisteredTrust(new RegisteredAuthorities(store),
                servers.check(RevocationMode.FAIL_OPEN, clock), noRules(), Clock.systemUTC());
        hub = new MqttFixture(MqttFixture.freePort(), new MqttFixture.Tls(server.serverCertificate().toString(),
                server.serverKey().toString(), engine), trust);
        hub.put("ca1", true, new Credentials.CertificateAuthority());
        hub.put("x1", true, new Credentials.Thumbprints("0".repeat(40), ""));
        hub.identities.modules().put(new Module(ClientId.parse("ca1/m1"), "gen-m1", new ETag("e"), "",
                new Credentials.CertificateAuthority()));
        authorities = new CertificateAuthorityService(store, new PossessionProof(), hub.changes(), Clock.systemUTC());
        authorities.create("root", ROOT.pem(), true).await().indefinitely();
        servers.serve(LIST, Revocations.list(MIDDLE, Instant.now()));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void deviceIsLetInAndItsMessagesSayHow(String version) throws Exception {
        // given
        MqttWire wire = new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, version));
        // when
        String answer = connect(wire, "ca1");
        wire.send(MqttFrame.publish("devices/ca1/messages/events/", 1, 1, "x"));
        // then
        assertThat(answer).isEqualTo(ACCEPTED);
        assertThat(wire.read().hex()).isEqualTo("40020001");
        assertThat(hub.intake.messages().getFirst().origin().authMethod()).isEqualTo(AuthMethod.DEVICE_X509);
    }

    @Test
    void moduleIsNamedWithItsDevice() throws Exception {
        assertThat(answerTo("ca1/m1", Maker.device("ca1/m1", MIDDLE), MIDDLE)).isEqualTo(ACCEPTED);
        assertThat(answerTo("ca1/m1", DEVICE, MIDDLE)).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.device("ca1/m1", MIDDLE), MIDDLE)).isEqualTo(REFUSED);
    }

    @Test
    void gatewayActsByTheCertificateOfItsEdgeHubUntilTheAuthorityGoes() throws Exception {
        // given
        EdgeScope scope = new EdgeScope(true, "ms-azure-iot-edge://gw-1", List.of());
        hub.identities.put(device("gw", new Credentials.None(), scope));
        hub.identities.put(device("leaf", MqttFixture.KEYS, new EdgeScope(false, "", List.of(scope.deviceScope()))));
        hub.identities.modules().put(new Module(ClientId.parse("gw/$edgeHub"), "gen-gw", new ETag("e"), "",
                new Credentials.CertificateAuthority()));
        MqttWire wire = new MqttWire(
                TlsClient.with(Maker.device("gw/$edgeHub", MIDDLE), MIDDLE).open(hub.tlsPort, "TLSv1.3"));
        // when
        String answer = onBehalf(wire);
        wire.send(MqttFrame.publish("devices/leaf/messages/events/", 1, 1, "x")).read();
        // then
        assertThat(answer).isEqualTo(ACCEPTED);
        assertThat(hub.intake.messages().getFirst().origin().client()).isEqualTo(ClientId.of("leaf"));
        assertThat(hub.intake.messages().getFirst().origin().authMethod()).isEqualTo(AuthMethod.DEVICE_X509);
        assertThat(onBehalf(new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, "TLSv1.3")))).isEqualTo(REFUSED);
        // when
        authorities.delete("root", Optional.empty()).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    private static Device device(String id, Credentials credentials, EdgeScope scope) {
        return new Device(new DeviceId(id), "gen-" + id, new ETag("e"), DeviceStatus.ENABLED, credentials, scope);
    }

    private static String onBehalf(MqttWire wire) {
        return wire.connect(MqttFixture.connect("leaf").withoutPassword().withClean()
                .withUserName("hub.test.local/leaf/?api-version=2020-09-30&auth-chain=leaf%3Bgw")).hex();
    }

    @Test
    void commonNameMustBeTheIdToTheLetter() throws Exception {
        assertThat(answerTo("ca1", Maker.device("CA1", MIDDLE), MIDDLE)).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.of("CN=other,O=CN\\=ca1").signedBy(MIDDLE), MIDDLE)).isEqualTo(REFUSED);
    }

    @Test
    void chainMustLeadToTheAuthority() throws Exception {
        assertThat(answerTo("ca1", DEVICE)).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.named("ca1").selfSigned())).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.device("ca1", Maker.root("Root")))).isEqualTo(REFUSED);
        assertThat(hub.events(ConnectionRefused.class)).extracting(e -> e.cause().detail())
                .allMatch(detail -> detail.contains("does not lead to a registered"));
    }

    @Test
    void deviceOfThumbprintsIsNotLetInByAnAuthority() throws Exception {
        assertThat(answerTo("x1", Maker.device("x1", MIDDLE), MIDDLE)).isEqualTo(REFUSED);
    }

    @Test
    void deletingTheAuthorityCutsWhoRestsOnIt() throws Exception {
        // given
        MqttWire wire = new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, "TLSv1.3"));
        assertThat(connect(wire, "ca1")).isEqualTo(ACCEPTED);
        // when
        authorities.delete("root", Optional.empty()).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(answerTo("ca1", DEVICE, MIDDLE)).isEqualTo(REFUSED);
    }

    @Test
    void replacingTheAuthorityCutsWhoRestedOnTheOldOne() throws Exception {
        // given
        MqttWire wire = new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, "TLSv1.2"));
        assertThat(connect(wire, "ca1")).isEqualTo(ACCEPTED);
        // when
        authorities.replace("root", Maker.root("Root").pem(), true, Optional.empty()).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(answerTo("ca1", DEVICE, MIDDLE)).isEqualTo(REFUSED);
    }

    @Test
    void authorityThatWasDeletedOnAnotherReplicaCutsHere() throws Exception {
        // given
        MqttWire wire = new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, "TLSv1.3"));
        assertThat(connect(wire, "ca1")).isEqualTo(ACCEPTED);
        AccessChanges elsewhere = new AccessChanges(change -> Uni.createFrom().voidItem(), hub.messenger.replica(),
                hub.events::add);
        // when
        new CertificateAuthorityService(store, new PossessionProof(), elsewhere, Clock.systemUTC())
                .delete("root", Optional.empty()).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void resumedTlsSessionStillKnowsTheChain(String version) throws Exception {
        // given
        TlsClient client = TlsClient.with(DEVICE, MIDDLE);
        for (int i = 0; i < 3; i++) {
            // when
            String answer = connectAndLeave(client, version);
            // then
            assertThat(answer).isEqualTo(ACCEPTED);
        }
        assertThat(client.fullHandshakes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void resumedTlsSessionOfARevokedCertificateIsRefused(String version) throws Exception {
        // given
        TlsClient client = TlsClient.with(DEVICE, MIDDLE);
        assertThat(connectAndLeave(client, version)).isEqualTo(ACCEPTED);
        // when
        servers.serve(LIST, Revocations.list(MIDDLE, Instant.now(), DEVICE.certificate()));
        clock.advance(Duration.ofMinutes(61)); // the list is kept for an hour
        // then
        assertThat(connectAndLeave(client, version)).isEqualTo(REFUSED);
        assertThat(client.fullHandshakes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void resumedTlsSessionOfADeletedAuthorityIsRefused(String version) throws Exception {
        // given
        TlsClient client = TlsClient.with(DEVICE, MIDDLE);
        assertThat(connectAndLeave(client, version)).isEqualTo(ACCEPTED);
        // when
        authorities.delete("root", Optional.empty()).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(connectAndLeave(client, version)).isEqualTo(REFUSED);
        assertThat(client.fullHandshakes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void deniedCertificateIsCutAndItsResumedTlsSessionRefused(String version) throws Exception {
        // given
        TlsClient client = TlsClient.with(DEVICE, MIDDLE);
        MqttWire wire = new MqttWire(client.open(hub.tlsPort, version));
        assertThat(connect(wire, "ca1")).isEqualTo(ACCEPTED);
        // when
        deny(new DeniedCertificate.Thumbprint(CertificateMarks.of(DEVICE.certificate()).sha256()));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(connectAndLeave(client, version)).isEqualTo(REFUSED);
        assertThat(client.fullHandshakes()).isEqualTo(1);
        assertThat(answerTo("ca1", Maker.device("ca1", MIDDLE), MIDDLE)).isEqualTo(ACCEPTED);
    }

    @Test
    void deniedIntermediateLetsNobodyIn() throws Exception {
        // given
        MqttWire wire = new MqttWire(TlsClient.with(DEVICE, MIDDLE).open(hub.tlsPort, "TLSv1.3"));
        assertThat(connect(wire, "ca1")).isEqualTo(ACCEPTED);
        // when
        deny(new DeniedCertificate.IssuerAndSerial("CN=Root", MIDDLE.certificate().getSerialNumber().toString(16)));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(answerTo("ca1", DEVICE, MIDDLE)).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.device("ca1", MIDDLE), MIDDLE)).isEqualTo(REFUSED);
        assertThat(answerTo("ca1", Maker.device("ca1", ROOT))).isEqualTo(ACCEPTED);
    }

    /** What is denied is decided in front of the trust here. */
    private static CurrentAccessRules noRules() {
        CurrentAccessRules rules = new CurrentAccessRules(new InMemoryAccessRulesStore());
        rules.refresh().await().indefinitely();
        return rules;
    }

    private void deny(DeniedCertificate certificate) {
        hub.rules.change(present -> denying(present.rules(), certificate)).await().indefinitely();
        hub.changes().announce(new AccessChange.Rules()).await().atMost(Duration.ofSeconds(10));
    }

    private static AccessRules denying(AccessRules rules, DeniedCertificate certificate) {
        return new AccessRules(rules.switches(), rules.devices(), DeniedCertificates.of(List.of(certificate)),
                rules.network());
    }

    private String connectAndLeave(TlsClient client, String version) throws IOException {
        MqttWire wire = new MqttWire(client.open(hub.tlsPort, version));
        String answer = connect(wire, "ca1");
        if (answer.equals(ACCEPTED)) {
            wire.send(MqttFrame.disconnect());
        }
        assertThat(wire.isClosedByHub()).isTrue();
        return answer;
    }

    private String answerTo(String client, Holder own, Holder... above) throws IOException {
        return connect(new MqttWire(TlsClient.with(own, above).open(hub.tlsPort, "TLSv1.3")), client);
    }

    private static String connect(MqttWire wire, String client) {
        return wire.connect(MqttFixture.connect(client).withoutPassword().withClean()).hex();
    }
}
