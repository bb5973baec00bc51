package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Access tokens of administrators put on {@code $cbs}, as each client spells it (service-protocols §6.3, §7.3). */
final class BearerTokenTest extends WireTest {

    @ParameterizedTest
    @CsvSource({ "jwt, ''", "JWT, ''", "Bearer, ''", "bearer, ''", "Bearer, 'Bearer '",
            "servicebus.windows.net:sastoken, 'Bearer '",
            "servicebus.windows.net:sastoken, 'bearer '", "azure-devices.net:sastoken, ''" })
    void tokenIsTakenInEverySpelling(String type, String prefix) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // when
            Message reply = put(peer, type, prefix + endpoint.bearers.issue("anna", inAnHour(), "service"));

            // then
            assertThat(AmqpPeer.statusOf(reply)).isEqualTo(200).isInstanceOf(Integer.class);
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @Test
    void sasTokenIsTakenWhateverItsTypeSays() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertThat(AmqpPeer.statusOf(put(peer, "jwt", hubToken()))).isEqualTo(200);
        }
    }

    @Test
    void typeThatIsNoneIs401() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertThat(AmqpPeer.statusOf(put(peer, "saml", endpoint.bearers.issue("anna", inAnHour(), "service"))))
                    .isEqualTo(401);
        }
    }

    @Test
    void managementTakesTheTokenInTheRequest() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            String token = endpoint.bearers.issue("anna", inAnHour(), "service");

            // when
            int node = peer.attachNode("$management");
            peer.send(node, AmqpPeer.request("1", Map.of("operation", "READ", "type", "com.microsoft:eventhub", "name",
                    AmqpEndpoint.EVENT_HUB, "security_token", token)), false);
            peer.wire.expect(Disposition.class);

            // then
            assertThat(AmqpPeer.statusOf(peer.message())).isEqualTo(200);
        }
    }

    @Test
    void grantEndsWithItsToken() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            put(peer, "jwt", endpoint.bearers.issue("anna", inAnHour(), "service"));
            peer.attached(peer.receiver(AmqpPeer.PARTITION_0));

            // when
            clock.advance(Duration.ofMinutes(66));

            // then
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void renewalProlongsTheGrant() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            put(peer, "jwt", endpoint.bearers.issue("anna", inAnHour(), "service"));
            put(peer, "jwt", endpoint.bearers.issue("anna", clock.instant().plus(Duration.ofHours(2)), "service"));

            // when
            clock.advance(Duration.ofMinutes(66));

            // then
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @Test
    void administratorOfAPolicysNameDoesNotRenewThePolicysGrant() {
        try (AmqpPeer peer = backEnd()) {
            // given: a policy's grant, and somebody without rights who is called like it
            put(peer, "jwt", endpoint.bearers.issue("service", inAnHour(), "device"));

            // then
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @Test
    void providerThatIsAwayIs503SoThatTheClientTriesAgain() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            String token = endpoint.bearers.issue("anna", inAnHour(), "service");
            endpoint.bearers.goAway();

            // then
            assertThat(AmqpPeer.statusOf(put(peer, "jwt", token))).isEqualTo(503);
            assertThat(AmqpPeer.statusOf(peer.putToken(hubToken()))).isEqualTo(200);
        }
    }

    private static Message put(AmqpPeer peer, String type, String body) {
        return peer.putToken(type, body, UUID.randomUUID().toString());
    }
}
