package io.nave.protocol.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.NodeMessenger.NodeCall.MessagesWaiting;
import io.nave.hub.devicebound.DeadLetter;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Module;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Device-bound messages over MQTT, to the byte (device-protocols §1.10, §1.6; semantics §5.4). */
class MqttDeviceBoundWireTest {

    private static final String FILTER = "devices/dev1/messages/devicebound/#";
    private static final String TO = "devices/dev1/messages/devicebound/%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound";
    private static final QueueId QUEUE = new QueueId(new DeviceId("dev1"), "gen-dev1");

    private MqttFixture hub;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void messageCarriesItsPropertiesInTheTopicSystemPropertiesFirst() {
        // given
        MqttWire wire = subscribed(1);
        Map<SystemProperty, String> system = Map.of(SystemProperty.MESSAGE_ID, "m-1", SystemProperty.CORRELATION_ID, "c 1",
                SystemProperty.USER_ID, "u1", SystemProperty.CONTENT_TYPE, "application/json", SystemProperty.CONTENT_ENCODING,
                "utf-8", SystemProperty.ABSOLUTE_EXPIRY_TIME, "2100-01-01T00:00:00Z", SystemProperty.ACK, "Full");
        Map<String, String> application = new LinkedHashMap<>();
        application.put("prop1", "a b+c&d=é%");
        application.put("née", "~-._");
        application.put("empty", "");
        // when
        send(new DeviceBoundMessage(system, application, body("hello")));
        // then
        MqttFrame frame = wire.read();
        assertThat(frame.topic()).isEqualTo("devices/dev1/messages/devicebound/%24.mid=m-1"
                + "&%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound&%24.exp=2100-01-01T00%3A00%3A00.0000000Z"
                + "&%24.cid=c%201&%24.uid=u1&%24.ct=application%2Fjson&%24.ce=utf-8&iothub-ack=full"
                + "&prop1=a%20b%2Bc%26d%3D%C3%A9%25&n%C3%A9e=~-._");
        assertThat(frame.payload()).isEqualTo("hello");
        assertThat(frame.qos()).isEqualTo(1);
        assertThat(frame.isDuplicate()).isFalse();
    }

    @Test
    void messageWithoutPropertiesStillSaysWhereItGoes() {
        // given
        MqttWire wire = subscribed(1);
        // when
        send("");
        // then
        MqttFrame frame = wire.read();
        assertThat(frame.topic()).isEqualTo(TO);
        assertThat(frame.payload()).isEmpty();
    }

    @Test
    void pubackCompletes() {
        // given
        MqttWire wire = subscribed(1);
        send("one");
        MqttFrame frame = wire.read();
        assertThat(depth()).isEqualTo(1);
        // when
        wire.send(MqttFrame.puback(frame.publishedId()));
        // then
        await().untilAsserted(() -> assertThat(depth()).isZero());
    }

    @Test
    void qosZeroIsCompleteWhenItIsWritten() {
        // given
        MqttWire wire = subscribed(0);
        // when
        send("one");
        // then
        assertThat(wire.read().qos()).isZero();
        await().untilAsserted(() -> assertThat(depth()).isZero());
    }

    @Test
    void whatWaitedComesInOrderOnceTheDeviceSubscribes() {
        // given
        List<String> sent = sendMany(40);
        // when
        MqttWire wire = subscribed(2);
        // then
        assertThat(readMany(wire, 40)).isEqualTo(sent);
        await().untilAsserted(() -> assertThat(depth()).isZero());
    }

    @Test
    void noMoreThanSixteenAreUnacknowledged() {
        // given
        MqttWire wire = subscribed(1);
        sendMany(20);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < MqttDeviceBound.WINDOW; i++) {
            ids.add(wire.read().publishedId());
        }
        assertThat(wire.isSilentFor(200)).isTrue();
        // when
        wire.send(MqttFrame.puback(ids.get(3)));
        // then
        assertThat(wire.read().payload()).isEqualTo("m16");
        assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
    }

    @Test
    void durableSessionGetsItsMessagesWithoutSubscribingAgain() {
        // given
        MqttWire before = subscribed(1);
        before.send(MqttFrame.disconnect());
        await().until(() -> hub.connections.size() == 0);
        send("while away");
        // when
        MqttWire wire = hub.connected();
        // then
        assertThat(wire.read().payload()).isEqualTo("while away");
    }

    @Test
    void whatWasNotAcknowledgedComesAgainOnTheNextConnection() {
        // given
        MqttWire before = subscribed(1);
        send("one");
        send("two");
        assertThat(before.read().isDuplicate()).isFalse();
        before.read();
        // when
        before.close();
        MqttWire wire = hub.connected();
        // then
        MqttFrame first = wire.read();
        MqttFrame second = wire.read();
        assertThat(List.of(first.payload(), second.payload())).containsExactly("one", "two");
        assertThat(first.isDuplicate()).isTrue();
        wire.send(MqttFrame.puback(first.publishedId()), MqttFrame.puback(second.publishedId()));
        await().untilAsserted(() -> assertThat(depth()).isZero());
    }

    @Test
    void takeOverBringsTheUnacknowledgedToTheNewerConnection() {
        // given
        MqttWire before = subscribed(1);
        send("one");
        before.read();
        // when
        MqttWire wire = hub.connected();
        // then
        assertThat(before.isClosedByHub()).isTrue();
        assertThat(wire.read().payload()).isEqualTo("one");
    }

    @Test
    void afterTheLockTheSameMessageComesAgainWithItsPacketIdAndCountsOnce() {
        // given
        MqttWire wire = subscribed(1);
        send("one");
        MqttFrame first = wire.read();
        // when
        MqttFrame again = wire.read(); // the lock of this hub is 5 s
        // then
        assertThat(again.payload()).isEqualTo("one");
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.publishedId()).isEqualTo(first.publishedId());
        wire.send(MqttFrame.puback(again.publishedId()), MqttFrame.puback(again.publishedId()));
        await().untilAsserted(() -> assertThat(depth()).isZero());
        send("two");
        assertThat(wire.read().payload()).isEqualTo("two");
    }

    @Test
    void pubackOfWhatWasNeverSentIsIgnored() {
        // given
        MqttWire wire = subscribed(1);
        // when
        wire.send(MqttFrame.puback(77));
        send("one");
        // then
        assertThat(wire.read().payload()).isEqualTo("one");
    }

    @Test
    void unsubscribedDeviceStaysConnectedAndItsMessagesWait() {
        // given
        MqttWire wire = subscribed(1);
        wire.send(MqttFrame.unsubscribe(2, FILTER)).read();
        // when
        send("one");
        // then
        assertThat(wire.isSilentFor(200)).isTrue();
        assertThat(depth()).isEqualTo(1);
        wire.send(MqttFrame.subscribe(3, FILTER, 1));
        assertThat(wire.read().type()).isEqualTo(MqttFrame.SUBACK);
        assertThat(wire.read().payload()).isEqualTo("one");
    }

    @Test
    void moduleGetsNone() {
        // given
        MqttWire wire = hub.open();
        hub.identities.modules().put(new Module(ClientId.of("dev1", "cam"), "gen-cam", new ETag("e"), "", MqttFixture.KEYS));
        wire.connect(MqttConnectFrame.of("dev1/cam", MqttFixture.HOST + "/dev1/cam/?api-version=2021-04-12",
                MqttFixture.token("hub.test.local%2Fdevices%2Fdev1%2Fmodules%2Fcam", 4102444800L, MqttFixture.KEY, "")));
        MqttFrame suback = wire.send(MqttFrame.subscribe(1, "devices/dev1/modules/cam/messages/devicebound/#", 1)).read();
        // when
        send("for the device");
        hub.connections.messagesWaiting(ClientId.of("dev1", "cam"));
        // then
        assertThat(suback.body()[2]).isEqualTo((byte) 1);
        assertThat(wire.isSilentFor(200)).isTrue();
    }

    @Test
    void messageThatHasMorePropertiesThanATopicCanHoldIsRejected() {
        // given
        MqttWire wire = subscribed(1);
        // when
        send(new DeviceBoundMessage(Map.of(), Map.of("p", "é".repeat(15_000)), body("")));
        send("next");
        // then
        assertThat(wire.read().payload()).isEqualTo("next");
        await().untilAsserted(() -> assertThat(view().deadLetters()).extracting(DeadLetter::reason)
                .containsExactly(FeedbackStatus.REJECTED));
    }

    @Test
    void wakeUpOfAnotherReplicaReachesTheDevice() {
        // given
        MqttWire wire = subscribed(1);
        MqttFixture other = hub.replica();
        enqueue("one");
        // when
        other.messenger.tell(new MessagesWaiting(ClientId.of("dev1"))).await().atMost(Duration.ofSeconds(5));
        // then
        assertThat(wire.read().payload()).isEqualTo("one");
        other.close();
    }

    @Test
    void queueThatFailsForAMomentLosesNothing() {
        // given
        MqttWire wire = subscribed(1);
        hub.storesAreDown = true;
        send("one");
        await().until(() -> hub.events.stream().anyMatch(event -> event.toString().contains("device-bound")));
        // when
        hub.storesAreDown = false;
        // then
        assertThat(wire.read().payload()).isEqualTo("one");
    }

    private MqttWire subscribed(int qos) {
        MqttWire wire = hub.connected();
        assertThat(wire.send(MqttFrame.subscribe(1, FILTER, qos)).read().type()).isEqualTo(MqttFrame.SUBACK);
        return wire;
    }

    private List<String> sendMany(int count) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add("m" + i);
            send("m" + i);
        }
        return sent;
    }

    private static List<String> readMany(MqttWire wire, int count) {
        String[] read = new String[count];
        for (int i = 0; i < count; i++) {
            MqttFrame frame = wire.read();
            read[i] = frame.payload();
            wire.send(MqttFrame.puback(frame.publishedId()));
        }
        return Arrays.asList(read);
    }

    private void send(String text) {
        send(new DeviceBoundMessage(Map.of(), Map.of(), body(text)));
    }

    private void send(DeviceBoundMessage message) {
        enqueue(message);
        hub.connections.messagesWaiting(ClientId.of("dev1"));
    }

    private void enqueue(String text) {
        enqueue(new DeviceBoundMessage(Map.of(), Map.of(), body(text)));
    }

    private void enqueue(DeviceBoundMessage message) {
        hub.queue.enqueue(QUEUE, message, Instant.now().plusSeconds(3600)).await().atMost(Duration.ofSeconds(5));
    }

    private static MessageBody body(String text) {
        return MessageBody.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private int depth() {
        return view().depth();
    }

    private QueueView view() {
        return hub.queue.view(QUEUE, 100).await().atMost(Duration.ofSeconds(5));
    }
}
