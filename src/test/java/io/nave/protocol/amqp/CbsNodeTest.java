package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens put on {@code $cbs} (service-protocols §6.3, §7.3) and what they grant (§3.2 rule 5). */
final class CbsNodeTest extends WireTest {

    static Stream<Object> messageIds() {
        return Stream.of("text", new UUID(7, 9), UnsignedLong.valueOf(0), UnsignedLong.valueOf(77));
    }

    @ParameterizedTest
    @MethodSource("messageIds")
    void answerEchoesTheMessageIdWithItsTypeAndStatusIsAnInt(Object messageId) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // when
            Message reply = peer.putToken(hubToken(), messageId);

            // then
            assertThat(reply.getCorrelationId()).isEqualTo(messageId);
            assertThat(reply.getAddress()).isEqualTo("replies");
            assertThat(AmqpPeer.statusOf(reply)).isEqualTo(200).isInstanceOf(Integer.class);
            assertThat(reply.getApplicationProperties().getValue().get("status-description")).isEqualTo("OK");
        }
    }

    @Test
    void renewalGoesOverTheSameLinks() {
        try (AmqpPeer peer = backEnd()) {
            assertThat(AmqpPeer.statusOf(peer.putToken(token("telemetry")))).isEqualTo(200);
        }
    }

    @Test
    void presettledRequestGetsNoDispositionButAnAnswer() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            int node = peer.attachNode("$cbs");
            Message request = AmqpPeer.request(UnsignedLong.valueOf(1),
                    Map.of("operation", "put-token", "type", "azure-devices.net:SasToken", "name", "amqp://x"));
            request.setBody(new AmqpValue(hubToken()));

            // when
            peer.send(node, request, true);

            // then
            assertThat(AmqpPeer.statusOf(peer.message())).isEqualTo(200);
        }
    }

    @Test
    void anotherOperationIs400() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            int node = peer.attachNode("$cbs");

            // when
            peer.send(node, AmqpPeer.request("1", Map.of("operation", "delete-token")), false);
            peer.wire.expect(Disposition.class);

            // then
            assertThat(AmqpPeer.statusOf(peer.message())).isEqualTo(400);
        }
    }

    @Test
    void withoutATokenNothingElseIsAttached() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            for (String address : new String[] { AmqpPeer.PARTITION_0, "messages/events/$management", "telemetry" }) {
                ErrorCondition error = peer.refused(peer.receiver(address));
                assertThat(error.getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            }
            ErrorCondition error = peer.refused(peer.sender("telemetry"));
            assertThat(error.getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "sb://hub1.example.com:5671/telemetry/ConsumerGroups/$Default/Partitions/0",
            "amqp://hub1.example.com/telemetry/ConsumerGroups/$Default/Partitions/0", "sb://localhost:15672/telemetry",
            "sb://HUB1.example.com/hub1", "hub1.example.com/messages/events", "hub1.example.com",
            "sb://hub1.example.com/telemetry/consumergroups/$default/partitions/0" })
    void tokenForThePartitionOrAboveOpensIt(String audience) {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.eventHubs(audience, "service", inAnHour()))) {
            assertThat(peer.attached(peer.receiver(AmqpPeer.PARTITION_0)).getSource()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "sb://hub1.example.com/telemetry/ConsumerGroups/$Default/Partitions/1",
            "sb://hub1.example.com/telemetry/$management", "sb://hub1.example.com/telemetr", "hub1.example.com/devices/d1",
            "sb://hub1.example.com/telemetry/ConsumerGroups/dashboard" })
    void tokenForSomethingElseDoesNot(String audience) {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.eventHubs(audience, "service", inAnHour()))) {
            ErrorCondition error = peer.refused(peer.receiver(AmqpPeer.PARTITION_0));
            assertThat(error.getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void policyWithoutServiceConnectReadsNothing() {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            ErrorCondition error = peer.refused(peer.receiver(AmqpPeer.PARTITION_0));
            assertThat(error.getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void grantCoversLinksOfOtherSessions() {
        try (AmqpPeer peer = backEnd()) {
            // given
            peer.wire.send(1, AmqpPeer.begin());
            peer.wire.expect(Begin.class);
            Attach attach = peer.receiver(AmqpPeer.PARTITION_0);

            // when
            peer.wire.send(1, attach);

            // then
            assertThat(peer.wire.expect(Attach.class).getSource()).isNotNull();
        }
    }

    @Test
    void linkEndsWhenItsTokenIsNotRenewed() {
        try (AmqpPeer peer = backEnd()) {
            // given
            peer.attached(peer.receiver(AmqpPeer.PARTITION_0));

            // when
            clock.advance(Duration.ofMinutes(66));

            // then
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertThat(endpoint.readers.count("$Default", 0)).isZero();
        }
    }

    @Test
    void linkOutlivesItsTokenWhenAnotherWasPut() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach reader = peer.receiver(AmqpPeer.PARTITION_0);
            peer.attached(reader);
            peer.credit(reader, 10, 0);
            clock.advance(Duration.ofMinutes(50));
            peer.putToken(Tokens.iotHub(AmqpEndpoint.HOST, "service", inAnHour()));

            // when
            clock.advance(Duration.ofMinutes(50));
            endpoint.append(0, "still here");

            // then
            assertThat(peer.event()).isEqualTo("still here");
        }
    }

    @Test
    void connectionThatProvesNothingIsClosed() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // when
            clock.advance(Duration.ofSeconds(61));

            // then
            assertThat(peer.wire.expect(Close.class).getError().getCondition().toString())
                    .isEqualTo("amqp:unauthorized-access");
            assertThat(peer.wire.isHungUp()).isTrue();
        }
    }
}
