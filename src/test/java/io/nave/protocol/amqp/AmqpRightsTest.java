package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.access.BadTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may do what over AMQP (service-protocols §3.5): reading events and {@code $management} take ServiceConnect, whether it
 * comes from
 * a policy or from a role; putting a token takes none. And what is no token opens nothing.
 */
final class AmqpRightsTest extends WireTest {

    private static final int AUTH = 1;

    @ParameterizedTest
    @CsvSource({ "policy, iothubowner, true", "policy, service, true", "policy, device, false", "policy, registryRead, false",
            "policy, registryReadWrite, false", "role, iothubowner, true", "role, service, true", "role, device, false",
            "role, registryRead, false", "role, registryReadWrite, false", "role, admin, false" })
    void readingTakesServiceConnect(String kind, String name, boolean may) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            String token = kind.equals("policy") ? Tokens.iotHub(AmqpEndpoint.HOST, name, inAnHour())
                    : endpoint.bearers.issue("anna", inAnHour(), name);

            // when
            Object put = AmqpPeer.statusOf(peer.putToken(token));

            // then
            assertThat(put).isEqualTo(200);
            assertReading(peer, may);
            assertThat(describe(peer, "")).isEqualTo(may ? 200 : 401);
        }
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            String token = kind.equals("policy") ? Tokens.iotHub(AmqpEndpoint.HOST, name, inAnHour())
                    : endpoint.bearers.issue("anna", inAnHour(), name);
            assertThat(describe(peer, token)).as("token in the request").isEqualTo(may ? 200 : 401);
        }
    }

    private static void assertReading(AmqpPeer peer, boolean may) {
        Attach attach = peer.receiver(AmqpPeer.PARTITION_0);
        if (may) {
            assertThat(peer.attached(attach).getSource()).isNotNull();
        } else {
            assertThat(peer.refused(attach).getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    private static Object describe(AmqpPeer peer, String token) {
        int node = peer.attachNode("$management");
        peer.send(node, AmqpPeer.request("1", Map.of("operation", "READ", "type", "com.microsoft:eventhub", "name",
                AmqpEndpoint.EVENT_HUB, "security_token", token)), false);
        peer.wire.expect(Disposition.class);
        return AmqpPeer.statusOf(peer.message());
    }

    @Test
    void nobodyReadsNothing() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertReading(peer, false);
            assertThat(describe(peer, "")).isEqualTo(401);
        }
    }

    private Stream<Arguments> badTokens() {
        return BadTokens.of(AmqpEndpoint.HOST, "service", AmqpEndpoint.KEY, clock.instant()).entrySet().stream()
                .map(bad -> Arguments.of(bad.getKey(), bad.getValue()));
    }

    @Test
    void whatIsNoTokenOpensNothing() {
        badTokens().forEach(bad -> {
            assertCbsRefuses((String) bad.get()[0], (String) bad.get()[1]);
            assertPlainRefuses((String) bad.get()[0], (String) bad.get()[1]);
        });
    }

    private void assertCbsRefuses(String fault, String token) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // when
            Message reply = peer.putToken(token);

            // then
            Map<String, Object> answer = reply.getApplicationProperties().getValue();
            assertThat(answer.get("status-code")).as(fault).isEqualTo(401);
            assertThat(answer.get("status-description")).as(fault).isEqualTo("Unauthorized");
            assertThat(answer.get("error-condition")).isEqualTo(Symbol.getSymbol("amqp:unauthorized-access"));
            assertReading(peer, false);
            assertThat(describe(peer, token)).as(fault).isEqualTo(401);
        }
    }

    private void assertPlainRefuses(String fault, String token) {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            // given
            wire.write(RawAmqp.SASL_HEADER);
            wire.expectHeader(RawAmqp.SASL_HEADER);
            wire.expect(SaslMechanisms.class);
            SaslInit init = new SaslInit();
            init.setMechanism(Symbol.getSymbol("PLAIN"));
            init.setInitialResponse(new Binary(("\0service@sas.root.hub1\0" + token).getBytes(StandardCharsets.UTF_8)));

            // when
            wire.sendSasl(init);

            // then
            assertThat(wire.expect(SaslOutcome.class).getCode().ordinal()).as(fault).isEqualTo(AUTH);
            assertThat(wire.isHungUp()).as(fault).isTrue();
        }
    }
}
