package io.nave.protocol.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.nave.wire.MqttConnectFrame.Will;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Telemetry on the wire: what becomes of a publication, and when it is acknowledged (device-protocols §1.5, §1.8, §1.9; M4,
 * M6).
 */
class MqttTelemetryWireTest {

    private static final String TOPIC = "devices/dev1/messages/events/";

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
    void publicationOfQos1IsAcknowledgedOnceItIsStored() {
        // given
        hub.intake.hold();
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC + "%24.mid=id-1&%24.ct=application%2Fjson&temp%20alert=a%20b%2Bc", 1, 7, "{}"));
        // then
        assertThat(wire.isSilentFor(200)).isTrue();
        hub.intake.acknowledge(0);
        assertThat(wire.read().hex()).isEqualTo("40020007");
        DeviceMessage message = hub.intake.messages().get(0);
        assertThat(message.systemProperties()).isEqualTo(
                Map.of(SystemProperty.MESSAGE_ID, "id-1", SystemProperty.CONTENT_TYPE, "application/json"));
        assertThat(message.applicationProperties()).isEqualTo(Map.of("temp alert", "a b+c"));
        assertThat(text(message)).isEqualTo("{}");
        assertThat(message.origin().generationId()).isEqualTo("gen-dev1");
        assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.DEVICE_SAS);
    }

    @Test
    void publicationOfQos0IsStoredAndNotAcknowledged() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC, 0, 0, "zero"), MqttFrame.publish("devices/dev1/messages/events", 1, 1, ""));
        // then
        assertThat(wire.read().hex()).isEqualTo("40020001");
        assertThat(hub.intake.messages()).extracting(MqttTelemetryWireTest::text).containsExactly("zero", "");
    }

    @Test
    void pubacksLeaveInTheOrderOfArrival() {
        // given
        hub.intake.hold();
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.publish(TOPIC, 1, 11, "a"), MqttFrame.publish(TOPIC, 1, 12, "b"),
                MqttFrame.publish(TOPIC, 1, 13, "c"));
        await().until(() -> hub.intake.messages().size() == 3);
        // when
        hub.intake.acknowledge(2);
        hub.intake.acknowledge(1);
        boolean silent = wire.isSilentFor(200);
        hub.intake.acknowledge(0);
        // then
        assertThat(silent).isTrue();
        assertThat(List.of(wire.read().hex(), wire.read().hex(), wire.read().hex()))
                .containsExactly("4002000b", "4002000c", "4002000d");
    }

    @Test
    void manyPublicationsAreAllAcknowledgedInOrder() {
        // given
        MqttWire wire = hub.connected();
        MqttFrame[] burst = new MqttFrame[2000];
        List<String> expected = new ArrayList<>();
        for (int id = 1; id <= burst.length; id++) {
            burst[id - 1] = MqttFrame.publish(TOPIC + "n=" + id, 1, id, "x".repeat(id % 50));
            expected.add(String.format("4002%04x", id));
        }
        // when
        wire.send(burst);
        // then
        for (String puback : expected) {
            assertThat(wire.read().hex()).isEqualTo(puback);
        }
        assertThat(hub.intake.messages()).hasSize(burst.length);
        assertThat(hub.intake.messages().get(1999).applicationProperties()).containsEntry("n", "2000");
    }

    @Test
    void noMoreThanTheBoundIsUnderWay() {
        // given
        hub.intake.hold();
        MqttWire wire = hub.connected();
        MqttFrame[] burst = new MqttFrame[20];
        for (int i = 0; i < burst.length; i++) {
            burst[i] = MqttFrame.publish(TOPIC, i % 2, i, "x");
        }
        // when
        wire.send(burst);
        // then
        assertThat(wire.isSilentFor(300)).isTrue();
        assertThat(hub.intake.messages()).hasSize(8);
        for (int i = 0; i < 8; i++) {
            hub.intake.acknowledge(i);
        }
        await().until(() -> hub.intake.messages().size() == 16);
        assertThat(wire.read().hex()).isEqualTo("40020001");
    }

    @Test
    void refusedPublicationClosesTheConnectionWithoutPuback() {
        // given
        hub.intake.refuse();
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC, 1, 1, "x"), MqttFrame.publish(TOPIC, 1, 2, "y"));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void refusedPublicationOfQos0IsLostAlone() {
        // given
        hub.intake.refuse();
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC, 0, 0, "x"), MqttFrame.ping());
        // then
        assertThat(wire.read().hex()).isEqualTo("d000");
    }

    @Test
    void retainBecomesAProperty() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC + "a=b", 1, 1, "x").retained(), MqttFrame.publish(TOPIC, 1, 2, "y").retained());
        // then
        wire.read();
        wire.read();
        assertThat(hub.intake.messages()).extracting(DeviceMessage::applicationProperties)
                .containsExactly(Map.of("a", "b", "mqtt-retain", "true"), Map.of("mqtt-retain", "true"));
    }

    @Test
    void willIsSentWhenTheClientGoesWithoutDisconnect() {
        // given
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1").withWill(new Will(TOPIC + "a=b", "gone", 1, true)));
        // when
        wire.close();
        // then
        await().until(() -> hub.intake.messages().size() == 1);
        DeviceMessage will = hub.intake.messages().get(0);
        assertThat(text(will)).isEqualTo("gone");
        assertThat(will.applicationProperties())
                .isEqualTo(Map.of("a", "b", "iothub-MessageType", "Will", "mqtt-retain", "true"));
    }

    @Test
    void willIsSentWhenAnotherConnectionTakesOver() {
        // given
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1").withWill(new Will(TOPIC, "gone", 0, false)));
        // when
        hub.connected();
        // then
        await().until(() -> hub.intake.messages().size() == 1);
    }

    @Test
    void willIsForgottenAfterDisconnect() {
        // given
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1").withWill(new Will(TOPIC, "gone", 1, false)));
        // when
        wire.send(MqttFrame.publish(TOPIC, 0, 0, "last"), MqttFrame.disconnect());
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        await().until(() -> hub.connections.size() == 0);
        assertThat(hub.intake.messages()).extracting(MqttTelemetryWireTest::text).containsExactly("last");
    }

    @Test
    void whatWasSentBeforeTheSocketClosedStillCounts() {
        // given
        hub.intake.hold();
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1").withWill(new Will(TOPIC, "gone", 1, false)));
        MqttFrame[] burst = new MqttFrame[20];
        for (int i = 0; i < burst.length - 1; i++) {
            burst[i] = MqttFrame.publish(TOPIC, 0, 0, "m" + i);
        }
        burst[19] = MqttFrame.disconnect();
        // when
        wire.send(burst).close();
        // then
        await().until(() -> hub.connections.size() == 0);
        assertThat(hub.intake.messages()).extracting(MqttTelemetryWireTest::text).hasSize(19).doesNotContain("gone");
    }

    private static String text(DeviceMessage message) {
        return new String(message.body().bytes(), StandardCharsets.UTF_8);
    }
}
