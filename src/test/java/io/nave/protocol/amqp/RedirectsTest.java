package io.nave.protocol.amqp;

import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The way from an IoT Hub connection string to the event hub (service-protocols §8). */
final class RedirectsTest extends WireTest {

    @ParameterizedTest
    @CsvSource({ "amqps://hub1.example.com/messages/events/$management,telemetry/$management",
            "messages/events/$management,telemetry/$management", "amqps://hub1.example.com/messages/events/,telemetry/",
            "/messages/events/ConsumerGroups/$Default/Partitions/0,telemetry/ConsumerGroups/$Default/Partitions/0" })
    void readerOfMessagesEventsIsSentToTheEventHub(String address, String path) {
        String token = Tokens.iotHub(AmqpEndpoint.HOST + "/messages/events", "service", inAnHour());
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, token)) {
            // when
            Attach answer = peer.attached(peer.receiver(address));
            ErrorCondition error = peer.detached();

            // then
            assertThat(answer.getSource()).isNull();
            assertThat(answer.getTarget()).isNull();
            assertThat(answer.getInitialDeliveryCount().intValue()).isZero();
            assertThat(answer.getMaxMessageSize()).isEqualTo(UnsignedLong.valueOf(1048576));
            assertThat(error.getCondition().toString()).isEqualTo("amqp:link:redirect");
            assertThat(error.getDescription()).isNull();
            assertThat((Map<?, ?>) error.getInfo()).isEqualTo(Map.of(
                    Symbol.getSymbol("hostname"), "hub1.example.com",
                    Symbol.getSymbol("network-host"), "hub1.example.com",
                    Symbol.getSymbol("port"), endpoint.port,
                    Symbol.getSymbol("address"), "amqps://hub1.example.com:" + endpoint.port + "/" + path));
        }
    }

    @Test
    void callerWhoMayNotReadIsNotRedirected() {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            ErrorCondition error = peer.refused(peer.receiver("messages/events/$management"));
            assertThat(error.getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }
}
