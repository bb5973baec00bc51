package io.nave.protocol.websocket;

import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.protocol.websocket.WebSocketHandshake.Accepted;
import io.nave.protocol.websocket.WebSocketHandshake.Refused;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may change over to a WebSocket, and to what (RFC 6455 §4.2, device-protocols §1.12, service-protocols §6.7). */
class WebSocketHandshakeTest {

    private static final Set<SubProtocol> ALL = EnumSet.allOf(SubProtocol.class);

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Upgrade", "websocket").add("Connection", "Upgrade")
            .add("Sec-WebSocket-Version", "13").add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .add("Sec-WebSocket-Protocol", "mqtt");

    private WebSocketHandshake handshake() {
        return WebSocketHandshake.of(HttpMethod.GET, HttpVersion.HTTP_1_1, headers, ALL);
    }

    private int refusal() {
        return ((Refused) handshake()).status();
    }

    @Test
    void exampleOfTheStandardIsAnsweredAsThere() {
        assertThat(handshake()).isEqualTo(new Accepted(SubProtocol.MQTT, "mqtt", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "MQTT | MQTT | MQTT", "AMQPWSB10 | AMQP | AMQPWSB10", "amqpwsb10 | AMQP | amqpwsb10",
            "stomp, Mqtt , AMQPWSB10 | MQTT | Mqtt", "AMQPWSB10,mqtt | AMQP | AMQPWSB10" })
    void firstSubProtocolThatIsKnownCountsInAnyCaseAndIsEchoed(String offered, SubProtocol protocol, String echoed) {
        // given
        headers.set("Sec-WebSocket-Protocol", offered);
        // when
        Accepted accepted = (Accepted) handshake();
        // then
        assertThat(accepted.protocol()).isEqualTo(protocol);
        assertThat(accepted.offered()).isEqualTo(echoed);
    }

    @Test
    void subProtocolsMayStandInSeveralHeaders() {
        // given
        headers.set("Sec-WebSocket-Protocol", "stomp").add("Sec-WebSocket-Protocol", "wamp, AMQPWSB10");
        // then
        assertThat(((Accepted) handshake()).offered()).isEqualTo("AMQPWSB10");
    }

    @ParameterizedTest
    @ValueSource(strings = { "stomp", "", "mqttv3.1", "AMQP", "mqtt2,stomp" })
    void unknownSubProtocolIs400(String offered) {
        headers.set("Sec-WebSocket-Protocol", offered);
        assertThat(refusal()).isEqualTo(400);
    }

    @Test
    void subProtocolThatIsNotSpokenAtThePathIs400() {
        assertThat(WebSocketHandshake.of(HttpMethod.GET, HttpVersion.HTTP_1_1, headers, Set.of(SubProtocol.AMQP)))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Upgrade,Keep-Alive", "keep-alive, Upgrade", "UPGRADE" })
    void connectionMayHaveOtherTokensToo(String connection) {
        headers.set("Connection", connection);
        assertThat(handshake()).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Protocol" })
    void withoutAHeaderItIs400(String missing) {
        headers.remove(missing);
        assertThat(refusal()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "c2hvcnQ=", "not base64 at all", "dGhlIHNhbXBsZSBub25jZSB0b28gbG9uZw==", "" })
    void keyThatIsNot16BytesIs400(String key) {
        headers.set("Sec-WebSocket-Key", key);
        assertThat(refusal()).isEqualTo(400);
    }

    @Test
    void twoKeysAre400() {
        headers.add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(refusal()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "8", "14", "", "13, 8" })
    void otherVersionsAre426(String version) {
        headers.set("Sec-WebSocket-Version", version);
        assertThat(refusal()).isEqualTo(426);
    }

    @Test
    void otherMethodsAndVersionsOfHttpAre400() {
        assertThat(WebSocketHandshake.of(HttpMethod.POST, HttpVersion.HTTP_1_1, headers, ALL)).isInstanceOf(Refused.class);
        assertThat(WebSocketHandshake.of(HttpMethod.GET, HttpVersion.HTTP_1_0, headers, ALL)).isInstanceOf(Refused.class);
        assertThat(WebSocketHandshake.of(HttpMethod.GET, HttpVersion.HTTP_2, headers, ALL)).isInstanceOf(Refused.class);
    }
}
