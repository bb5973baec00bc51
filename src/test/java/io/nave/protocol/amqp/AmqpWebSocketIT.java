package io.nave.protocol.amqp;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.protocol.websocket.HubWebSockets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** AMQP over WebSocket at the running hub, byte by byte (device-protocols §2.2, service-protocols §6.7, §8). */
@QuarkusTest
@WithTestResource(TestEngines.class)
@Timeout(60)
class AmqpWebSocketIT {

    private static final int UNCUT = 1 << 20;
    /** The names under which the hub within the test is known. */
    private static final String HUB = "127.0.0.1";

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @ConfigProperty(name = "nave.amqp.port")
    int amqpPort;
    private HubWebSockets hub;

    @BeforeEach
    void find() {
        hub = new HubWebSockets(server);
    }

    private AmqpPeer open(String requestTarget, String subProtocol, int cut) {
        AmqpPeer peer = new AmqpPeer(new RawAmqp(hub.open(requestTarget, subProtocol, cut)));
        peer.wire.write(RawAmqp.AMQP_HEADER);
        peer.wire.expectHeader(RawAmqp.AMQP_HEADER);
        peer.openAndBegin();
        return peer;
    }

    private static AmqpPeer authorized(AmqpPeer peer) {
        String token = Tokens.iotHub(HUB, "service", Instant.now().plusSeconds(3600));
        assertThat(AmqpPeer.statusOf(peer.putToken(token))).isEqualTo(200);
        return peer;
    }

    @ParameterizedTest
    @CsvSource({ "/$iothub/websocket, AMQPWSB10, 65536", "/$iothub/websocket, amqpwsb10, 1",
            "https://127.0.0.1/$iothub/websocket?iothub-no-client-cert=true, AMQPWSB10, 7",
            "https://127.0.0.1/$servicebus/websocket, AMQPWSB10, 4096" })
    void tokenIsPutAndAPartitionAttached(String requestTarget, String subProtocol, int cut) {
        // given
        AmqpPeer peer = authorized(open(requestTarget, subProtocol, cut));
        // when
        var answer = peer.attached(peer.receiver("nave/ConsumerGroups/$Default/Partitions/0"));
        // then
        assertThat(answer.getSource()).isNotNull();
        peer.close();
    }

    @Test
    void saslIsSpokenWhereTheClientStartsIt() {
        // given
        RawAmqp wire = new RawAmqp(hub.open(HubWebSockets.EVENT_HUB, "AMQPWSB10"));
        // when
        wire.write(RawAmqp.SASL_HEADER);
        // then
        wire.expectHeader(RawAmqp.SASL_HEADER);
        wire.close();
    }

    @Test
    void clientsAreSentOnToTheAmqpPort() {
        // given
        AmqpPeer peer = authorized(open(HubWebSockets.HUB, "AMQPWSB10", UNCUT));
        // when
        ErrorCondition error = peer.refused(peer.receiver("messages/events/$management"));
        // then
        assertThat(error.getCondition().toString()).isEqualTo("amqp:link:redirect");
        assertThat(((Map<?, ?>) error.getInfo()).get(Symbol.valueOf("port"))).isEqualTo(amqpPort);
        peer.close();
    }

    @Test
    void brokenFramesOfAmqpEndTheConnection() {
        // given
        AmqpPeer peer = open(HubWebSockets.HUB, "AMQPWSB10", UNCUT);
        // when
        peer.wire.write((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 2, (byte) 0, (byte) 0, (byte) 0);
        // then
        assertThat(peer.wire.isHungUp()).isTrue();
    }
}
