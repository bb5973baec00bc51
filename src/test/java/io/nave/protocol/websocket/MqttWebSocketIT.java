package io.nave.protocol.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hubprocess.SasTokens;
import io.nave.launcher.DeviceCertificates;
import io.nave.launcher.DeviceCertificates.DeviceCertificate;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;
import io.nave.wire.WebSocketSocket;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static io.nave.wire.WebSocketSocket.BINARY;
import static io.nave.wire.WebSocketSocket.CLOSE;
import static io.nave.wire.WebSocketSocket.CONTINUATION;
import static io.nave.wire.WebSocketSocket.FINAL;
import static io.nave.wire.WebSocketSocket.PING;
import static io.nave.wire.WebSocketSocket.PONG;
import static io.nave.wire.WebSocketSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

/** MQTT over WebSocket at the running hub, byte by byte (device-protocols §0.4, §1.12). */
@QuarkusTest
@WithTestResource(TestEngines.class)
@Timeout(60)
class MqttWebSocketIT {

    private static final String ACCEPTED = "20020000";
    private static final String NOT_AUTHORIZED = "20020005";
    private static final String KEYS = "{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + TestEngines.POLICY_KEY
            + "\",\"secondaryKey\":\"" + TestEngines.POLICY_KEY + "\"}}";
    private static final AtomicInteger DEVICES = new AtomicInteger();

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    private final String id = "ws-" + DEVICES.incrementAndGet();
    private HubWebSockets hub;

    @BeforeEach
    void createDevice() {
        hub = new HubWebSockets(server);
        create(id, KEYS);
    }

    private void create(String device, String authentication) {
        rest().body("{\"deviceId\":\"" + device + "\",\"authentication\":" + authentication + "}")
                .put("/devices/" + device).then().statusCode(200);
    }

    private RequestSpecification rest() {
        return RestAssured.given().baseUri(server.toString()).relaxedHTTPSValidation()
                .header("Authorization", SasTokens.policy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY))
                .contentType("application/json").queryParam("api-version", "2021-04-12");
    }

    private MqttConnectFrame connect() {
        return connect(id);
    }

    private static MqttConnectFrame connect(String device) {
        return MqttConnectFrame.of(device, "127.0.0.1/" + device + "/?api-version=2021-04-12",
                SasTokens.device("127.0.0.1", device, TestEngines.POLICY_KEY, Duration.ofHours(1)));
    }

    private MqttFrame message(int packetId, String payload) {
        return MqttFrame.publish("devices/" + id + "/messages/events/", 1, packetId, payload);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/$iothub/websocket", "/$iothub/websocket?iothub-no-client-cert=true", "/%24iothub/websocket",
            "https://127.0.0.1/$iothub/websocket?iothub-no-client-cert=true", "https://hub.test.local:443/$iothub/websocket" })
    void deviceConnectsAndItsMessageIsStored(String requestTarget) {
        try (MqttWire device = new MqttWire(hub.open(requestTarget, "mqtt"))) {
            // when
            MqttFrame answer = device.connect(connect());
            device.send(message(7, "hello"));
            // then
            assertThat(answer.hex()).isEqualTo(ACCEPTED);
            assertThat(device.read().hex()).isEqualTo("40020007");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "MQTT", "mqtt", "Mqtt" })
    void subProtocolIsEchoedAsItWasWritten(String subProtocol) {
        try (MqttWire device = new MqttWire(hub.open(HubWebSockets.HUB, subProtocol))) {
            assertThat(device.connect(connect()).hex()).isEqualTo(ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 125, 126, 70_000 })
    void framesMayBeCutAnywhere(int length) {
        String payload = "x".repeat(length == 1 ? 1000 : 100_000);
        try (MqttWire device = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt", length))) {
            // when
            device.connect(connect());
            device.send(message(1, payload), message(2, payload));
            // then
            assertThat(device.read().hex()).isEqualTo("40020001");
            assertThat(device.read().hex()).isEqualTo("40020002");
        }
    }

    @Test
    void aMessageMayBeInFragmentsWithPingsBetweenThem() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        try (MqttWire device = new MqttWire(socket)) {
            byte[] connect = connect().frame().bytes();
            // when
            socket.send(BINARY, Arrays.copyOf(connect, 5));
            socket.send(FINAL | PING, (byte) 'a', (byte) 'b');
            socket.send(CONTINUATION, Arrays.copyOfRange(connect, 5, 6));
            socket.send(FINAL | CONTINUATION, Arrays.copyOfRange(connect, 6, connect.length));
            // then
            WebSocketSocket.Frame pong = socket.read();
            assertThat(pong.first()).isEqualTo(FINAL | PONG);
            assertThat(pong.payload()).containsExactly('a', 'b');
            WebSocketSocket.Frame answer = socket.read();
            assertThat(answer.first()).isEqualTo(FINAL | BINARY);
            assertThat(answer.payload()).containsExactly(0x20, 2, 0, 0);
            device.send(message(1, "x"));
            assertThat(device.read().hex()).isEqualTo("40020001");
        }
    }

    @Test
    void closeIsAnsweredAndTheConnectionEnds() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        MqttWire device = new MqttWire(socket);
        device.connect(connect());
        // when
        socket.send(FINAL | CLOSE, (byte) 3, (byte) 0xE8, (byte) 'b', (byte) 'y', (byte) 'e');
        // then
        WebSocketSocket.Frame answer = socket.read();
        assertThat(answer.first()).isEqualTo(FINAL | CLOSE);
        assertThat(answer.closeStatus()).isEqualTo(1000);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void textIsRefusedWith1003() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        // when
        socket.send(FINAL | TEXT, "hello".getBytes(StandardCharsets.UTF_8));
        // then
        assertThat(socket.read().closeStatus()).isEqualTo(1003);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void unmaskedFramesAreRefusedWith1002() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        // when
        socket.writeRaw((byte) (FINAL | BINARY), (byte) 1, (byte) 0);
        // then
        assertThat(socket.read().closeStatus()).isEqualTo(1002);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void framesThatAreTooLongAreRefusedWith1009() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        // when
        socket.writeRaw((byte) (FINAL | BINARY), (byte) 0xFF, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0x10,
                (byte) 0, (byte) 1);
        // then
        assertThat(socket.read().closeStatus()).isEqualTo(1009);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void refusalsOfMqttReachTheClientBeforeTheConnectionEnds() {
        // given
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        MqttWire device = new MqttWire(socket);
        // when
        MqttFrame answer = device.connect(connect().withoutPassword());
        // then
        assertThat(answer.hex()).isEqualTo(NOT_AUTHORIZED);
        assertThat(socket.read().closeStatus()).isEqualTo(1000);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void disabledDeviceIsCutAndNobodyElse() {
        // given
        create(id + "-other", KEYS);
        MqttWire device = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"));
        device.connect(connect(id));
        try (MqttWire other = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"))) {
            other.connect(connect(id + "-other"));
            // when
            rest().header("If-Match", "\"*\"").body("{\"deviceId\":\"" + id + "\",\"status\":\"disabled\"}")
                    .put("/devices/" + id).then().statusCode(200);
            // then
            assertThat(device.isClosedByHub()).isTrue();
            other.send(MqttFrame.ping());
            assertThat(other.read().type()).isEqualTo(MqttFrame.PINGRESP);
        }
    }

    @Test
    void manyMessagesInFramesOfRandomLengthsAreAllAnsweredInOrder() {
        Random random = new Random(20260119);
        WebSocketSocket socket = hub.open(HubWebSockets.HUB, "mqtt");
        try (MqttWire device = new MqttWire(socket)) {
            device.connect(connect());
            for (int i = 1; i <= 500; i++) {
                byte[] packet = message(i, "x".repeat(random.nextInt(300))).bytes();
                int at = random.nextInt(packet.length);
                socket.send(FINAL | BINARY, Arrays.copyOf(packet, at));
                socket.send(FINAL | BINARY, Arrays.copyOfRange(packet, at, packet.length));
            }
            for (int i = 1; i <= 500; i++) {
                assertThat(device.read().packetId()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
    void certificateOfTheTlsHandshakeProvesTheDevice(String tlsVersion) {
        // given
        DeviceCertificate own = DeviceCertificates.selfSigned(id + "-x");
        create(id + "-x", "{\"type\":\"selfSigned\",\"x509Thumbprint\":{\"primaryThumbprint\":\"" + own.thumbprint() + "\"}}");
        MqttConnectFrame connect = MqttConnectFrame.of(id + "-x", "127.0.0.1/" + id + "-x/?api-version=2021-04-12", "")
                .withoutPassword();
        // when
        try (MqttWire right = new MqttWire(hub.open(own, tlsVersion));
                MqttWire wrong = new MqttWire(hub.open(DeviceCertificates.selfSigned(id + "-x"), tlsVersion));
                MqttWire none = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"))) {
            // then
            assertThat(right.connect(connect).hex()).isEqualTo(ACCEPTED);
            assertThat(wrong.connect(connect).hex()).isEqualTo(NOT_AUTHORIZED);
            assertThat(none.connect(connect).hex()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void deviceThatConnectsElsewhereEndsTheWebSocket() {
        // given
        MqttWire first = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"));
        first.connect(connect());
        // when
        try (MqttWire second = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"))) {
            // then
            assertThat(second.connect(connect()).body()[1]).isZero();
            assertThat(first.isClosedByHub()).isTrue();
        }
    }

    /** The Python SDK subscribes each filter once in the life of its program (device-protocols §1.6). */
    @Test
    void whatWasSubscribedOverAWebSocketHoldsForTheNextOne() {
        // given
        try (MqttWire first = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"))) {
            first.connect(connect());
            first.send(MqttFrame.subscribe(1, "devices/" + id + "/messages/devicebound/#", 1)).read();
            first.send(MqttFrame.disconnect());
        }
        RestAssured.given().baseUri(server.toString()).relaxedHTTPSValidation()
                .header("Authorization", SasTokens.policy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY))
                .queryParam("api-version", "2021-04-12").body("hello".getBytes(StandardCharsets.UTF_8))
                .post("/devices/" + id + "/messages/deviceBound").then().statusCode(204);
        // when
        try (MqttWire next = new MqttWire(hub.open(HubWebSockets.HUB, "mqtt"))) {
            // then
            assertThat(next.connect(connect()).hex()).isEqualTo("20020100");
            assertThat(next.read().payload()).isEqualTo("hello");
        }
    }
}
