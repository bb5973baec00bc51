package io.nave.protocol.mqtt;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.monitoring.HubEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of MQTT, and what is said when a port cannot be taken. */
class MqttListenerTest {

    @Test
    void openPortIsReported() {
        try (MqttFixture hub = new MqttFixture()) {
            // then
            assertThat(hub.events(HubEvent.ListenerOpened.class))
                    .containsExactly(new HubEvent.ListenerOpened("MQTT", hub.port));
        }
    }

    @Test
    void portInUseIsSaidInASentence() {
        try (MqttFixture hub = new MqttFixture(); MqttFixture.Occupied taken = MqttFixture.Occupied.port()) {
            // when
            MqttListener second = hub.listenerOn(taken.number());
            // then
            assertThatThrownBy(() -> second.open().await().atMost(Duration.ofSeconds(10)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("MQTT cannot listen on port").hasMessageContaining(String.valueOf(taken.number()))
                    .hasMessageContaining("nave.mqtt.plain-port");
        }
    }

    @Test
    void defaultsAreThePortsOfTheSdks() {
        // when
        MqttConfig config = config(Map.of());
        // then
        assertThat(config.port()).isEqualTo(8883);
        assertThat(config.plainPort()).isZero();
        assertThat(config.bindAddress()).isEqualTo("0.0.0.0");
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxInFlight()).isEqualTo(256);
        assertThat(config.maxInFlightBytes().asLongValue()).isEqualTo(1 << 20);
    }

    @Test
    void everythingCanBeSet() {
        // when
        MqttConfig config = config(Map.of("nave.mqtt.port", "18883", "nave.mqtt.plain-port", "1883", "nave.bind-address",
                "127.0.0.1", "nave.mqtt.connect-timeout", "5s", "nave.mqtt.max-in-flight", "9",
                "nave.mqtt.max-in-flight-bytes", "2M"));
        // then
        assertThat(config.port()).isEqualTo(18883);
        assertThat(config.plainPort()).isEqualTo(1883);
        assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxInFlight()).isEqualTo(9);
        assertThat(config.maxInFlightBytes().asLongValue()).isEqualTo(2 << 20);
    }

    private static MqttConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(MqttConfig.class).addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(MqttConfig.class);
    }
}
