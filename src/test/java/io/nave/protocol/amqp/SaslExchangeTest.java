package io.nave.protocol.amqp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Open;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The first bytes of a connection (service-protocols §6.1, device-protocols §2.1). */
final class SaslExchangeTest extends WireTest {

    private static final int OK = 0;
    private static final int AUTH = 1;

    private RawAmqp sasl() {
        RawAmqp wire = new RawAmqp(endpoint.port);
        wire.write(RawAmqp.SASL_HEADER);
        wire.expectHeader(RawAmqp.SASL_HEADER);
        Symbol[] offered = wire.expect(SaslMechanisms.class).getSaslServerMechanisms();
        assertThat(Arrays.stream(offered).map(Symbol::toString)).containsExactly("MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL");
        return wire;
    }

    private static int outcome(RawAmqp wire, SaslInit init) {
        wire.sendSasl(init);
        return wire.expect(SaslOutcome.class).getCode().ordinal();
    }

    private static SaslInit init(String mechanism, String response) {
        SaslInit init = new SaslInit();
        init.setMechanism(Symbol.getSymbol(mechanism));
        init.setInitialResponse(new Binary(response.getBytes(StandardCharsets.UTF_8)));
        return init;
    }

    private static SaslInit plain(String user, String password) {
        return init("PLAIN", "\0" + user + "\0" + password);
    }

    @Test
    void connectionWithoutSaslLayerIsOpenedAsTheTableSays() {
        // given
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            Open open = new Open();
            open.setContainerId("");

            // when
            wire.write(RawAmqp.AMQP_HEADER);
            wire.send(0, open);

            // then
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            Open answer = wire.expect(Open.class);
            assertThat(answer.getContainerId()).matches("[0-9a-f]{32}");
            assertThat(answer.getHostname()).isNull();
            assertThat(answer.getMaxFrameSize().intValue()).isEqualTo(65536);
            assertThat(answer.getChannelMax().intValue()).isEqualTo(16_383);
            assertThat(answer.getIdleTimeOut().intValue()).isEqualTo(240_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "ANONYMOUS", "MSSBCBS" })
    void tokenMayComeLater(String mechanism) {
        try (RawAmqp wire = sasl()) {
            // when
            int outcome = outcome(wire, init(mechanism, "service"));

            // then
            assertThat(outcome).isEqualTo(OK);
            openAfterSasl(wire);
        }
    }

    private static AmqpPeer openAfterSasl(RawAmqp wire) {
        wire.write(RawAmqp.AMQP_HEADER);
        wire.expectHeader(RawAmqp.AMQP_HEADER);
        AmqpPeer peer = new AmqpPeer(wire);
        peer.openAndBegin();
        return peer;
    }

    @ParameterizedTest
    @ValueSource(strings = { "service@sas.root.hub1", "service@sas.root.HUB1", "service@sas.root.hub1.example.com", "service" })
    void plainWithATokenGrantsTheConnection(String user) {
        try (RawAmqp wire = sasl()) {
            // when
            int outcome = outcome(wire, plain(user, hubToken()));

            // then
            assertThat(outcome).isEqualTo(OK);
            AmqpPeer peer = openAfterSasl(wire);
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "service@sas.root.hub1" })
    void plainWithTheKeyItselfGrantsTheConnection(String user) {
        try (RawAmqp wire = sasl()) {
            // when
            int outcome = outcome(wire, plain(user, AmqpEndpoint.KEY));

            // then
            assertThat(outcome).isEqualTo(OK);
            AmqpPeer peer = openAfterSasl(wire);
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @Test
    void tokenLongerThanTheSmallestFrameIsRead() {
        try (RawAmqp wire = sasl()) {
            // given
            String path = "telemetry/" + "x".repeat(1000);

            // when
            int outcome = outcome(wire, plain("service@sas.root.hub1", token(path)));

            // then
            assertThat(outcome).isEqualTo(OK);
        }
    }

    @Test
    void plainIsRefusedWithOutcomeAuthAndTheConnectionEnds() {
        for (SaslInit wrong : new SaslInit[] { plain("service", "AAAA"), plain("nobody", AmqpEndpoint.KEY),
                plain("service@sas.root.hub2", hubToken()), plain("device@sas.root.hub1", hubToken()),
                plain("dev1@sas.hub1", hubToken()), plain("service", Tokens.iotHub("hub2.example.com", "service", inAnHour())),
                plain("service", Tokens.iotHub(AmqpEndpoint.HOST, "service", clock.instant().minusSeconds(3600))),
                init("PLAIN", "service"), init("PLAIN", ""), init("SCRAM-SHA-256", ""), init("EXTERNAL", "") }) {
            try (RawAmqp wire = sasl()) {
                // when
                int outcome = outcome(wire, wrong);

                // then
                assertThat(outcome).isEqualTo(AUTH);
                assertThat(wire.isHungUp()).isTrue();
            }
        }
    }

    @Test
    void bytesBehindThePlainResponseWaitForItsAnswer() {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            // given
            Open open = new Open();
            open.setContainerId("eager");
            byte[] sasl = wire.frame(1, 0, plain("service", hubToken()));
            byte[] opening = wire.frame(0, 0, open);
            byte[] begin = wire.frame(0, 0, AmqpPeer.begin());

            // when
            wire.write(join(RawAmqp.SASL_HEADER, sasl, RawAmqp.AMQP_HEADER, opening, begin));

            // then
            wire.expectHeader(RawAmqp.SASL_HEADER);
            wire.expect(SaslMechanisms.class);
            assertThat(wire.expect(SaslOutcome.class).getCode().getValue()).isEqualTo(UnsignedByte.valueOf((byte) 0));
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            wire.expect(Open.class);
            wire.expect(Begin.class);
        }
    }

    static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    @Test
    void plainGrantLastsUntilItsTokenExpires() {
        try (RawAmqp wire = sasl()) {
            // given
            outcome(wire, plain("service", hubToken()));
            AmqpPeer peer = openAfterSasl(wire);
            peer.attached(peer.receiver(AmqpPeer.PARTITION_0));

            // when
            clock.advance(Duration.ofMinutes(66));

            // then
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }
}
