package io.nave.protocol.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.DeniedCertificate;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.ProofSwitches;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.identity.Credentials;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.network.NetworkRules;
import io.nave.launcher.DeviceCertificates;
import io.nave.launcher.DeviceCertificates.DeviceCertificate;
import io.nave.launcher.LocalAuthority;
import io.nave.protocol.tls.TlsConfig.Engine;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** TLS, with each engine, and devices that show a certificate instead of a token (device-protocols §0.4, §1.2, §4.5; M1). */
@ParameterizedClass
@EnumSource(Engine.class)
class MqttTlsWireTest {

    private static final DeviceCertificate OWN = DeviceCertificates.selfSigned("x1");

    @Parameter
    Engine engine;
    @TempDir
    Path directory;
    private MqttFixture hub;

    @BeforeEach
    void start() {
        LocalAuthority authority = LocalAuthority.prepare(directory, "127.0.0.1");
        hub = new MqttFixture(MqttFixture.freePort(), new MqttFixture.Tls(authority.serverCertificate().toString(),
                authority.serverKey().toString(), engine));
        hub.put("x1", true, new Credentials.Thumbprints(OWN.thumbprint(), ""));
        hub.put("x2", true, new Credentials.Thumbprints("", OWN.sha256Thumbprint()));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void tokenWorksInTls(String version) throws Exception {
        // when
        MqttFrame answer = open(context(null), version).connect(MqttFixture.connect("dev1"));
        // then
        assertThat(answer.hex()).isEqualTo("20020000");
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void certificateIsLetInWithoutPasswordAndKeepsItsUserName(String version) throws Exception {
        // given
        MqttWire wire = open(context(OWN), version);
        // when
        MqttFrame answer = wire.connect(MqttFixture.connect("x1").withoutPassword()
                .withUserName("hub.test.local/x1/?api-version=2021-04-12&model-id=dtmi:x;1"));
        wire.send(MqttFrame.publish("devices/x1/messages/events/", 1, 1, "x"));
        // then
        assertThat(answer.hex()).isEqualTo("20020000");
        assertThat(wire.read().hex()).isEqualTo("40020001");
        assertThat(hub.intake.messages().get(0).origin().authMethod()).isEqualTo(AuthMethod.DEVICE_X509);
        assertThat(hub.intake.messages().get(0).systemProperties()).containsValue("dtmi:x;1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void resumedTlsSessionStillKnowsTheCertificate(String version) throws Exception {
        // given
        SSLContext context = context(OWN);
        for (int i = 0; i < 3; i++) {
            // when
            MqttWire wire = open(context, version);
            String answer = wire.connect(MqttFixture.connect("x2").withoutPassword().withClean()).hex();
            wire.send(MqttFrame.disconnect());
            // then
            assertThat(answer).isEqualTo("20020000");
            assertThat(wire.isClosedByHub()).isTrue();
        }
    }

    @Test
    void certificateOfAnotherIsRefusedWith5() throws Exception {
        // given
        DeviceCertificate stranger = DeviceCertificates.selfSigned("x1");
        // when
        MqttFrame answer = open(context(stranger), "TLSv1.3").connect(MqttFixture.connect("x1").withoutPassword());
        // then
        assertThat(answer.hex()).isEqualTo("20020005");
    }

    @Test
    void deniedCertificateIsCutAndRefusedWith5HoweverItIsNamed() throws Exception {
        DeniedCertificate byIssuer = new DeniedCertificate.IssuerAndSerial(
                OWN.certificate().getIssuerX500Principal().getName(), OWN.certificate().getSerialNumber().toString(16));
        for (DeniedCertificate denied : List.of(new DeniedCertificate.Thumbprint(OWN.thumbprint()),
                new DeniedCertificate.Thumbprint(OWN.sha256Thumbprint()), byIssuer)) {
            // given
            MqttWire wire = open(context(OWN), "TLSv1.3");
            assertThat(wire.connect(MqttFixture.connect("x1").withoutPassword()).body()[1]).isZero();
            // when
            apply(DeniedCertificates.of(List.of(denied)));
            // then
            assertThat(wire.isClosedByHub()).isTrue();
            assertThat(open(context(OWN), "TLSv1.3").connect(MqttFixture.connect("x1").withoutPassword()).hex())
                    .isEqualTo("20020005");
            apply(DeniedCertificates.NONE);
        }
    }

    private void apply(DeniedCertificates certificates) {
        AccessRules wanted = new AccessRules(ProofSwitches.ON, DeviceLists.EVERYBODY, certificates, NetworkRules.OPEN);
        hub.rules.change(present -> wanted).chain(() -> hub.changes().announce(new AccessChange.Rules()))
                .await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void expiredCertificateIsRefusedWith5() throws Exception {
        // given
        DeviceCertificate expired = DeviceCertificates.expired("x3");
        hub.put("x3", true, new Credentials.Thumbprints(expired.thumbprint(), ""));
        // when
        MqttFrame answer = open(context(expired), "TLSv1.2").connect(MqttFixture.connect("x3").withoutPassword());
        // then
        assertThat(answer.hex()).isEqualTo("20020005");
    }

    @Test
    void noProofAtAllIsRefusedWith5() throws Exception {
        // when
        MqttFrame answer = open(context(null), "TLSv1.3").connect(MqttFixture.connect("x1").withoutPassword());
        // then
        assertThat(answer.hex()).isEqualTo("20020005");
    }

    private MqttWire open(SSLContext context, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", hub.tlsPort);
        socket.setEnabledProtocols(new String[] { version });
        socket.startHandshake();
        return new MqttWire(socket);
    }

    private static SSLContext context(DeviceCertificate own) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] { own.certificate() });
        }
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] { new TrustsAll() }, null);
        return context;
    }

    /** The client's side is not what is tested here. */
    private static final class TrustsAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
