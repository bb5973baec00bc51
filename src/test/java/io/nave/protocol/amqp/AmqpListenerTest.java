package io.nave.protocol.amqp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.security.SaslCode;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Open;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.hub.monitoring.HubEvent.ListenerOpened;
import io.nave.protocol.tls.ListenerTls;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Ports, TLS, idle connections and the end of the hub (service-protocols §1, §6.1). */
final class AmqpListenerTest {

    private static Vertx vertx;

    @BeforeAll
    static void startLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopLoops() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static AmqpEndpoint plain() {
        return new AmqpEndpoint(vertx, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void tlsInBothVersions(String version) throws GeneralSecurityException, IOException {
        // given
        SelfSignedCertificate certificate = SelfSignedCertificate.create("hub1.example.com");
        int port = AmqpEndpoint.freePort();
        try (AmqpEndpoint endpoint = new AmqpEndpoint(vertx, Clock.systemUTC(), port, tls(certificate));
                RawAmqp wire = connect(port, version, null)) {
            // when
            wire.write(RawAmqp.AMQP_HEADER);

            // then
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            assertThat(endpoint.events).contains(new ListenerOpened("AMQP over TLS", port));
        } finally {
            certificate.delete();
        }
    }

    @Test
    void saslExternalTakesAClientCertificateAndNothingElse() throws GeneralSecurityException, IOException {
        // given
        SelfSignedCertificate certificate = SelfSignedCertificate.create("hub1.example.com");
        int port = AmqpEndpoint.freePort();
        try (AmqpEndpoint endpoint = new AmqpEndpoint(vertx, Clock.systemUTC(), port, tls(certificate));
                RawAmqp with = connect(port, "TLSv1.3", certificate);
                RawAmqp without = connect(port, "TLSv1.3", null)) {
            // when
            SaslCode taken = external(with);
            SaslCode refused = external(without);

            // then
            assertThat(taken).isEqualTo(SaslCode.OK);
            assertThat(refused).isEqualTo(SaslCode.AUTH);
            assertThat(endpoint.events).hasAtLeastOneElementOfType(ConnectionRefused.class);
        } finally {
            certificate.delete();
        }
    }

    @Test
    void certificateThatLetsNobodyInKeepsAConnectionForAMinuteOnly() throws GeneralSecurityException, IOException {
        // given
        SelfSignedCertificate certificate = SelfSignedCertificate.create("dev1");
        MovableClock clock = new MovableClock();
        int port = AmqpEndpoint.freePort();
        try (AmqpEndpoint endpoint = new AmqpEndpoint(vertx, clock, port, tls(certificate));
                RawAmqp wire = connect(port, "TLSv1.3", certificate)) {
            wire.write(RawAmqp.AMQP_HEADER);
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            AmqpPeer peer = new AmqpPeer(wire);
            peer.openAndBegin();
            assertThat(peer.refused(peer.sender("/devices/dev1/messages/events")).getCondition().toString())
                    .isEqualTo("amqp:unauthorized-access");
            // when
            clock.advance(AmqpConnection.UNGRANTED_LIMIT.plusSeconds(1));
            // then
            assertThat(wire.expect(Close.class).getError().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertThat(endpoint.connections.find(ClientId.of("dev1"))).isEmpty();
        } finally {
            certificate.delete();
        }
    }

    private static SaslCode external(RawAmqp wire) {
        wire.write(RawAmqp.SASL_HEADER);
        wire.expectHeader(RawAmqp.SASL_HEADER);
        wire.expect(SaslMechanisms.class);
        SaslInit init = new SaslInit();
        init.setMechanism(Symbol.getSymbol("EXTERNAL"));
        wire.sendSasl(init);
        return wire.expect(SaslOutcome.class).getCode();
    }

    private static ListenerTls tls(SelfSignedCertificate certificate) {
        return new ListenerTls(new TestTlsConfig(certificate.certificatePath(), certificate.privateKeyPath()));
    }

    private static RawAmqp connect(int port, String version, SelfSignedCertificate own)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance(version);
        KeyManager[] keys = own == null ? null
                : vertx.executeBlocking(() -> own.keyCertOptions().getKeyManagerFactory(vertx)).toCompletionStage()
                        .toCompletableFuture().join().getKeyManagers();
        context.init(keys, new TrustManager[] { new TrustsAll() }, null);
        return new RawAmqp(context.getSocketFactory().createSocket("127.0.0.1", port));
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // a test meets no other servers
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void portInUseIsAClearSentence() throws IOException {
        // given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();
            ListenerTls tls = new ListenerTls(new TestTlsConfig("", ""));

            // when then
            assertThatThrownBy(() -> AmqpEndpoint.onPort(vertx, Clock.systemUTC(), port, tls))
                    .hasMessageContaining("AMQP cannot listen on port " + port)
                    .hasMessageContaining("set nave.amqp.plain-port to another one");
        }
    }

    @Test
    void idlePeerHearsFromUsAsOftenAsItAsks() {
        try (AmqpEndpoint endpoint = plain(); RawAmqp wire = new RawAmqp(endpoint.port)) {
            // given
            Open open = new Open();
            open.setContainerId("impatient");
            open.setIdleTimeOut(UnsignedInteger.valueOf(2000));
            wire.write(RawAmqp.AMQP_HEADER);
            wire.send(0, open);
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            wire.expect(Open.class);
            long opened = System.nanoTime();

            // when
            RawAmqp.Frame frame = wire.nextOrEmpty();

            // then
            assertThat(frame.body()).isNull();
            assertThat(System.nanoTime() - opened).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void hubThatStopsSaysSoAndGivesThePortBack() throws IOException {
        // given
        AmqpEndpoint endpoint = plain();
        AmqpPeer peer = AmqpPeer.open(endpoint);

        // when
        endpoint.close();

        // then
        assertThat(peer.wire.expect(Close.class).getError().getCondition().toString()).isEqualTo("amqp:connection:forced");
        assertThat(peer.wire.isHungUp()).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> isFree(endpoint.port)); // the last loop closes it
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket next = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return next.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
