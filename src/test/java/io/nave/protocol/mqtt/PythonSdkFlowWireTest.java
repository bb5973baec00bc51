package io.nave.protocol.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the Python SDK sends, packet by packet (device-protocols §1.13): each filter is subscribed once in the life of the
 * program, and never again after a drop or the renewal of a token (§1.6).
 */
final class PythonSdkFlowWireTest {

    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final QueueId QUEUE = new QueueId(new DeviceId("dev1"), "gen-dev1");
    private static final String GET = "$iothub/twin/GET/?$rid=d354858c-1c1e-4f0f-8d4e-6f2f1c5f3a10";
    private static final String REPORT = "$iothub/twin/PATCH/properties/reported/?$rid=2961a2a4-0c11-4b8c-9f2e-7a5a1d8e6b3f";
    private static final String EVENT = "devices/dev1/messages/events/%24.mid=id-1&%24.ct=application%2Fjson&%24.ce=utf-8&temp%20alert=a%20b";

    private MqttFixture hub;
    private int packetId;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private MqttWire connect(int sessionPresent, String token) {
        MqttWire wire = hub.open();
        MqttFrame answer = wire.connect(MqttConnectFrame.of("dev1", MqttFixture.HOST
                + "/dev1/?api-version=2019-10-01&DeviceClientType=azure-iot-device%2F2.14.0%20%28CPython%203.11%3B%20Linux%29",
                token));
        assertThat(answer.hex()).isEqualTo("2002" + "0" + sessionPresent + "00");
        return wire;
    }

    private void subscribe(MqttWire wire, String filter) {
        int id = ++packetId;
        MqttFrame answer = wire.send(MqttFrame.subscribe(id, filter, 1)).read();
        assertThat(answer.hex()).isEqualTo("9003%04x01".formatted(id));
    }

    /** Publishes with QoS 1 and reads the PUBACK. */
    private void publish(MqttWire wire, String topic, String payload) {
        int id = ++packetId;
        MqttFrame answer = wire.send(MqttFrame.publish(topic, 1, id, payload)).read();
        assertThat(answer).isEqualTo(MqttFrame.puback(id));
    }

    /** Publishes a request with QoS 1 and reads the PUBACK and the answer, which may come in either order. */
    private MqttFrame ask(MqttWire wire, String topic, String payload) {
        int id = ++packetId;
        wire.send(MqttFrame.publish(topic, 1, id, payload));
        MqttFrame first = wire.read();
        MqttFrame second = wire.read();
        boolean acknowledgedFirst = first.type() == MqttFrame.PUBACK;
        assertThat(acknowledgedFirst ? first : second).isEqualTo(MqttFrame.puback(id));
        return acknowledgedFirst ? second : first;
    }

    /** The whole first connection of the reference. */
    private MqttWire firstConnection(String token) {
        MqttWire wire = connect(0, token);
        subscribe(wire, "devices/dev1/messages/devicebound/#");
        subscribe(wire, "$iothub/methods/POST/#");
        subscribe(wire, "$iothub/twin/PATCH/properties/desired/#");
        publish(wire, EVENT, "{\"t\": 1}");
        subscribe(wire, "$iothub/twin/res/#");
        assertTwinIs(wire, "{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}");
        MqttFrame reported = ask(wire, REPORT, "{\"fw\": \"1\"}");
        assertThat(reported.topic()).isEqualTo(
                "$iothub/twin/res/204/?$rid=2961a2a4-0c11-4b8c-9f2e-7a5a1d8e6b3f&$version=2");
        assertThat(reported.payload()).isEmpty();
        assertThat(hub.intake.messages()).singleElement().satisfies(message -> {
            assertThat(new String(message.body().bytes(), UTF_8)).isEqualTo("{\"t\": 1}");
            assertThat(message.applicationProperties()).isEqualTo(Map.of("temp alert", "a b"));
        });
        return wire;
    }

    private void assertTwinIs(MqttWire wire, String twin) {
        MqttFrame answer = ask(wire, GET, " ");
        assertThat(answer.topic()).isEqualTo("$iothub/twin/res/200/?$rid=d354858c-1c1e-4f0f-8d4e-6f2f1c5f3a10");
        assertThat(answer.qos()).isZero();
        assertThat(answer.payload()).isEqualTo(twin);
    }

    private void assertEverythingArrives(MqttWire wire, int desiredVersion) {
        send("hello");
        assertMessageComes(wire, "hello");
        assertMethodIsAnswered(wire);
        desire("{\"properties\":{\"desired\":{\"b\":" + desiredVersion + "}}}");
        MqttFrame change = wire.read();
        assertThat(change.topic()).isEqualTo("$iothub/twin/PATCH/properties/desired/?$version=" + desiredVersion);
        assertThat(change.payload()).isEqualTo("{\"b\":" + desiredVersion + ",\"$version\":" + desiredVersion + "}");
    }

    private void assertMessageComes(MqttWire wire, String body) {
        MqttFrame message = wire.read();
        assertThat(message.topic()).startsWith("devices/dev1/messages/devicebound/%24.mid=m-1&");
        assertThat(message.qos()).isEqualTo(1);
        assertThat(message.payload()).isEqualTo(body);
        wire.send(MqttFrame.puback(message.publishedId()));
        await().untilAsserted(() -> assertThat(depth()).isZero());
    }

    private void assertMethodIsAnswered(MqttWire wire) {
        CompletableFuture<MethodAnswer> answer = new CompletableFuture<>();
        hub.connections.find(DEV1).orElseThrow().invoke(new MethodRequest("reboot", "{\"delay\":5}", Duration.ofMinutes(1)),
                answer::complete);
        MqttFrame request = wire.read();
        assertThat(request.topic()).startsWith("$iothub/methods/POST/reboot/?$rid=");
        String rid = request.topic().substring("$iothub/methods/POST/reboot/?$rid=".length());
        publish(wire, "$iothub/methods/res/201/?$rid=" + rid, "{\"ok\": true}");
        assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(new MethodAnswer.Result(201, "{\"ok\": true}"));
    }

    @Test
    void minimalSessionIsServedAsRecorded() {
        MqttWire wire = firstConnection(MqttFixture.token("dev1"));
        assertEverythingArrives(wire, 2);
        wire.send(MqttFrame.disconnect());
        await().until(() -> hub.connections.size() == 0);
    }

    @Test
    void afterADropItOnlyReadsItsTwinAndStillHearsOfEverything() {
        // given
        firstConnection(MqttFixture.token("dev1")).close();
        await().until(() -> hub.connections.size() == 0);
        // when
        MqttWire wire = connect(1, MqttFixture.token("dev1"));
        // then
        assertTwinIs(wire, "{\"desired\":{\"$version\":1},\"reported\":{\"fw\":\"1\",\"$version\":2}}");
        assertEverythingArrives(wire, 2);
    }

    @Test
    void afterATokenIsRenewedItSubscribesNothingAndStillHearsOfEverything() {
        // given
        firstConnection(MqttFixture.tokenExpiringIn("dev1", 3600)).send(MqttFrame.disconnect());
        await().until(() -> hub.connections.size() == 0);
        // when
        MqttWire wire = connect(1, MqttFixture.tokenExpiringIn("dev1", 7200));
        // then
        assertEverythingArrives(wire, 2);
    }

    @Test
    void whatHappenedWhileItWasAwayIsFoundOnReturn() {
        // given
        firstConnection(MqttFixture.token("dev1")).close();
        await().until(() -> hub.connections.size() == 0);
        send("while away");
        desire("{\"properties\":{\"desired\":{\"b\":2}}}");
        // when
        MqttWire wire = connect(1, MqttFixture.token("dev1"));
        // then
        assertMessageComes(wire, "while away");
        assertTwinIs(wire, "{\"desired\":{\"b\":2,\"$version\":2},\"reported\":{\"fw\":\"1\",\"$version\":2}}");
        assertEverythingArrives(wire, 3);
    }

    private void send(String text) {
        DeviceBoundMessage message = new DeviceBoundMessage(Map.of(SystemProperty.MESSAGE_ID, "m-1"), Map.of(),
                MessageBody.of(text.getBytes(UTF_8)));
        hub.queue.enqueue(QUEUE, message, Instant.now().plusSeconds(3600)).await().atMost(Duration.ofSeconds(5));
        hub.connections.messagesWaiting(DEV1);
    }

    private void desire(String body) {
        hub.twins.write(DEV1, TwinJson.readPatch(TwinText.object(body.getBytes(UTF_8))), EtagCondition.NONE).await()
                .atMost(Duration.ofSeconds(5));
    }

    private int depth() {
        return hub.queue.view(QUEUE, 100).await().atMost(Duration.ofSeconds(5)).depth();
    }
}
