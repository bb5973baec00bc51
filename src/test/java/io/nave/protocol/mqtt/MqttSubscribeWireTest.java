package io.nave.protocol.mqtt;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionState.Subscription;
import io.nave.hub.id.ClientId;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.impl.MqttTopicSubscriptionImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions, what a session remembers of them, and requests on $iothub topics (device-protocols §1.6, §1.8; M3, M5, M9).
 */
class MqttSubscribeWireTest {

    private static final String DEVICE_BOUND = "devices/dev1/messages/devicebound/#";
    private static final String METHODS = "$iothub/methods/POST/#";
    private static final String TWIN_RESPONSES = "$iothub/twin/res/#";
    private static final ClientId DEV1 = ClientId.of("dev1");

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
    void filtersAreGrantedInOrderAndStrangersRefused() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.subscribe(0x1234, DEVICE_BOUND, 1, METHODS, 0, "devices/dev2/messages/devicebound/#", 1,
                TWIN_RESPONSES, 2));
        // then
        assertThat(wire.read().hex()).isEqualTo("9006" + "1234" + "01" + "00" + "80" + "01");
    }

    @Test
    void sessionIsRememberedAcrossConnections() {
        // given
        MqttWire first = hub.connected();
        first.send(MqttFrame.subscribe(1, DEVICE_BOUND, 1, METHODS, 0), MqttFrame.unsubscribe(2, METHODS));
        assertThat(first.read().hex()).isEqualTo("900400010100");
        assertThat(first.read().hex()).isEqualTo("b0020002");
        // when
        first.send(MqttFrame.disconnect());
        assertThat(first.isClosedByHub()).isTrue();
        MqttFrame answer = hub.open().connect(MqttFixture.connect("dev1"));
        // then
        assertThat(answer.hex()).isEqualTo("20020100");
        assertThat(hub.identities.sessions().find(DEV1))
                .contains(new SessionState(List.of(new Subscription(DEVICE_BOUND, 1))));
    }

    @Test
    void restoredSubscriptionIsActiveWithoutSubscribe() {
        // given
        hub.identities.sessions().save(DEV1, new SessionState(List.of(new Subscription(TWIN_RESPONSES, 1)))).await()
                .indefinitely();
        MqttWire wire = hub.open();
        // when
        wire.send(MqttFixture.connect("dev1").frame(), MqttFrame.publish("$iothub/twin/GET/?$rid=abc-1", 0, 0, ""));
        // then
        assertThat(wire.read().hex()).isEqualTo("20020100");
        assertThat(wire.read().topic()).isEqualTo("$iothub/twin/res/200/?$rid=abc-1");
    }

    @Test
    void firstDurableSessionIsThereForTheSecondConnect() {
        // given
        hub.connected().send(MqttFrame.disconnect()).isClosedByHub();
        // when
        MqttFrame answer = hub.open().connect(MqttFixture.connect("dev1"));
        // then
        assertThat(answer.hex()).isEqualTo("20020100");
    }

    @Test
    void cleanSessionForgetsAndIsForgotten() {
        // given
        MqttWire durable = hub.connected();
        durable.send(MqttFrame.subscribe(1, TWIN_RESPONSES, 1)).read();
        // when
        MqttWire clean = hub.open();
        MqttFrame cleanAnswer = clean.connect(MqttFixture.connect("dev1").withClean());
        clean.send(MqttFrame.subscribe(1, METHODS, 1)).read();
        // then
        assertThat(cleanAnswer.hex()).isEqualTo("20020000");
        assertThat(hub.identities.sessions().find(DEV1)).isEmpty();
        assertThat(hub.open().connect(MqttFixture.connect("dev1")).hex()).isEqualTo("20020000");
    }

    @Test
    void subscriptionThatCannotBeStoredIsNotAcknowledged() {
        // given
        MqttWire wire = hub.connected();
        hub.storesAreDown = true;
        // when
        wire.send(MqttFrame.subscribe(1, DEVICE_BOUND, 1));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void sixthFilterIsRefused() {
        // given: only modules have six filters to ask for
        MqttSessionState state = new MqttSessionState(new MqttTopic(ClientId.of("d", "m")), new SessionState(List.of()));
        List<MqttTopicSubscription> wanted = Stream.of("devices/d/modules/m/inputs/#", "devices/d/modules/m/#", METHODS,
                TWIN_RESPONSES, "$iothub/twin/PATCH/properties/desired/#", "devices/d/modules/m/messages/devicebound/#",
                METHODS)
                .<MqttTopicSubscription> map(MqttSubscribeWireTest::atLeastOnce).toList();
        // when
        List<MqttQoS> granted = state.subscribe(wanted);
        // then
        assertThat(granted.subList(0, 5)).containsOnly(MqttQoS.AT_LEAST_ONCE);
        assertThat(granted.get(5)).isEqualTo(MqttQoS.FAILURE);
        assertThat(granted.get(6)).isEqualTo(MqttQoS.AT_LEAST_ONCE);
    }

    private static MqttTopicSubscription atLeastOnce(String filter) {
        return new MqttTopicSubscriptionImpl(filter, MqttQoS.AT_LEAST_ONCE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "$iothub/twin/GET/?$rid=1", "$iothub/twin/PATCH/properties/reported/?$rid=2",
            "$iothub/methods/res/200/?$rid=1f" })
    void requestOfQos1IsAcknowledged(String topic) {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(topic, 1, 8, "{}"));
        // then
        assertThat(wire.read().hex()).isEqualTo("40020008");
        assertThat(wire.isSilentFor(200)).as("nobody subscribed to answers").isTrue();
    }

    @Test
    void pubackOfARequestDoesNotOvertakeThatOfTelemetry() {
        // given
        hub.intake.hold();
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish("devices/dev1/messages/events/", 1, 1, "x"),
                MqttFrame.publish("$iothub/twin/GET/?$rid=1", 1, 2, ""));
        // then
        assertThat(wire.isSilentFor(200)).isTrue();
        hub.intake.acknowledge(0);
        assertThat(wire.read().hex()).isEqualTo("40020001");
        assertThat(wire.read().hex()).isEqualTo("40020002");
    }
}
