package io.nave.protocol.mqtt;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.monitoring.HubEvent;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttConnectFrame.Will;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** What breaks the protocol closes its own connection and disturbs no other (device-protocols §1.3, §1.8; M9). */
class MqttAbuseWireTest {

    private static final String TOPIC = "devices/dev1/messages/events/";
    private static final int MAX_MESSAGE = 256 * 1024;

    private MqttFixture hub;
    private MqttWire bystander;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
        hub.put("bystander", true, MqttFixture.KEYS);
        bystander = hub.open();
        bystander.connect(MqttFixture.connect("bystander"));
    }

    @AfterEach
    void stop() {
        assertThat(bystander.send(MqttFrame.ping()).read().hex()).as("the bystander").isEqualTo("d000");
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev2/messages/events/", "devices/dev1/modules/m1/messages/events/", "anything",
            "$iothub/twin/PATCH/properties/desired/", "devices/dev1/messages/devicebound/", "$SYS/x" })
    void topicThatIsNotTheClientsClosesTheConnection(String topic) {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(topic, 1, 1, "x"));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.intake.messages()).isEmpty();
        assertThat(hub.events(HubEvent.ProtocolViolation.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { TOPIC, "$iothub/twin/GET/?$rid=1" })
    void qos2ClosesTheConnection(String topic) {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(topic, 2, 1, "x"));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.intake.messages()).isEmpty();
    }

    @Test
    void messageOf256KbIsTakenAndOneByteMoreClosesTheConnection() {
        // given
        MqttWire wire = hub.connected();
        wire.send(MqttFrame.publish(TOPIC, 1, 1, new byte[MAX_MESSAGE]));
        assertThat(wire.read().hex()).isEqualTo("40020001");
        // when
        wire.send(MqttFrame.publish(TOPIC, 1, 2, new byte[MAX_MESSAGE + 1]));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.intake.messages()).hasSize(1);
    }

    @Test
    void propertiesCountAsWell() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFrame.publish(TOPIC + "k=v", 1, 2, new byte[MAX_MESSAGE - 1]));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void packetLargerThanAnyMessageIsNotCollected() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.sendRaw(HexFormat.of().parseHex("32ffffff7f0000"));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void halfAPacketIsWaitedForAndThenForgotten() {
        // given
        byte[] connect = MqttFixture.connect("dev1").frame().bytes();
        byte[] publish = MqttFrame.publish(TOPIC, 1, 1, "hello").bytes();
        MqttWire wire = hub.open();
        // when
        wire.sendRaw(Arrays.copyOf(connect, 20));
        assertThat(wire.isSilentFor(200)).isTrue();
        wire.sendRaw(Arrays.copyOfRange(connect, 20, connect.length));
        String answer = wire.read().hex();
        wire.sendRaw(Arrays.copyOf(publish, publish.length - 1));
        wire.close();
        // then
        assertThat(answer).isEqualTo("20020000");
        assertThat(hub.intake.messages()).isEmpty();
    }

    @Test
    void randomBytesCloseTheConnection() {
        // given
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] |= 0xF0; // AUTH, or a type that is none: never just half of a packet
            MqttWire wire = i % 2 == 0 ? hub.open() : hub.connected();
            // when
            wire.sendRaw(bytes).sendRaw(new byte[300]);
            // then
            assertThat(wire.isClosedByHub()).as("bytes no. " + i).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "20020000", "d000", "50020001", "62020001", "70020001", "9003000100", "f000", "c0", "8202" })
    void firstPacketThatIsNoConnectIsClosedWithoutAnswer(String hex) {
        // given
        MqttWire wire = hub.open();
        // when
        wire.sendRaw(HexFormat.of().parseHex(hex));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "20020000", "d000", "50020001", "62020001", "70020001", "9003000100", "f000", "82020001",
            "a2020001",
            "800500010001610000" })
    void packetThatClientsMayNotSendClosesTheConnection(String hex) {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.sendRaw(HexFormat.of().parseHex(hex));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void secondConnectClosesTheConnection() {
        // given
        MqttWire wire = hub.connected();
        // when
        wire.send(MqttFixture.connect("dev1").frame());
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void secondConnectBeforeTheFirstIsAnsweredClosesTheConnection() {
        // given
        MqttFrame connect = MqttFixture.connect("dev1").frame();
        MqttWire wire = hub.open();
        // when
        wire.send(connect, connect);
        // then
        assertThat(wire.read().hex()).isEqualTo("20020000");
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void willThatIsNotTelemetryIsRefused() {
        // given
        MqttConnectFrame connect = MqttFixture.connect("dev1");
        for (Will will : new Will[] { new Will("devices/dev2/messages/events/", "x", 1, false),
                new Will("$iothub/twin/GET/?$rid=1", "x", 0, false), new Will(TOPIC, "x", 2, false) }) {
            // when
            MqttFrame answer = hub.open().connect(connect.withWill(will));
            // then
            assertThat(answer.hex()).isEqualTo("20020005");
        }
    }
}
