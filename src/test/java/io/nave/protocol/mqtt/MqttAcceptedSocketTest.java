package io.nave.protocol.mqtt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** Sockets that somebody else accepted, as WebSockets are, are served like those of the MQTT port. */
class MqttAcceptedSocketTest {

    private MqttFixture hub;
    private int port;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
        port = hub.portOfAnother();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void packetsPassTheGate() {
        try (MqttWire wire = MqttWire.open(port)) {
            // when
            String answer = wire.connect(MqttFixture.connect("dev1")).hex();
            wire.send(MqttFrame.publish("devices/dev1/messages/events/", 1, 9, "x"));
            // then
            assertThat(answer).isEqualTo("20020000");
            assertThat(wire.read().hex()).isEqualTo("40020009");
        }
    }

    @Test
    void secondConnectIsAViolation() {
        try (MqttWire wire = MqttWire.open(port)) {
            // given
            wire.connect(MqttFixture.connect("dev1"));
            // when
            wire.send(MqttFixture.connect("dev1").frame());
            // then
            assertThat(wire.isClosedByHub()).isTrue();
        }
    }

    @Test
    void whoSaysNothingIsClosedAfterTheTimeForConnect() {
        try (MqttWire wire = MqttWire.open(port)) {
            assertThat(wire.isClosedByHub()).isTrue();
        }
    }

    @Test
    void shutdownCutsThem() {
        // given
        MqttWire wire = MqttWire.open(port);
        wire.connect(MqttFixture.connect("dev1"));
        // when
        hub.stop();
        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }
}
