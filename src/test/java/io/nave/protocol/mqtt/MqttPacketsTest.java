package io.nave.protocol.mqtt;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read from a CONNECT before vertx-mqtt sees it (device-protocols §1.2, §1.7; M10). */
class MqttPacketsTest {

    @ParameterizedTest
    @CsvSource({ "1,1500", "60,90000", "1177,1765500", "1178,1767000", "65535,1767000", "0,1767000" })
    void silenceIsOneAndAHalfKeepAlivesAndCapped(int keepAlive, long millis) {
        // given
        MqttConnectMessage connect = MqttMessageBuilders.connect().clientId("d").keepAlive(keepAlive).build();
        // when
        Duration silence = MqttPackets.maxSilence(connect);
        // then
        assertThat(silence).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void userNameWithoutPasswordGetsAnEmptyOne() {
        // given
        MqttConnectMessage connect = MqttMessageBuilders.connect().clientId("d").username("hub/d").hasUser(true).build();
        // when
        MqttConnectMessage prepared = MqttPackets.prepared(connect);
        // then
        assertThat(prepared.variableHeader().hasUserName()).isTrue();
        assertThat(prepared.variableHeader().hasPassword()).isTrue();
        assertThat(prepared.payload().userName()).isEqualTo("hub/d");
        assertThat(prepared.payload().passwordInBytes()).isEmpty();
    }
}
