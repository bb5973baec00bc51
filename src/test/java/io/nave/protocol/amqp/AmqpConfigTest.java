package io.nave.protocol.amqp;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings of AMQP: their names and defaults. */
final class AmqpConfigTest {

    private static AmqpConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(AmqpConfig.class).addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(AmqpConfig.class);
    }

    @Test
    void defaults() {
        // when
        AmqpConfig config = config(Map.of());

        // then
        assertThat(config.port()).isEqualTo(5671);
        assertThat(config.plainPort()).isZero();
        assertThat(config.bindAddress()).isEqualTo("0.0.0.0");
    }

    @Test
    void bindAddressIsThatOfTheHub() {
        assertThat(config(Map.of("nave.bind-address", "127.0.0.1")).bindAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void allSet() {
        // when
        AmqpConfig config = config(Map.of("nave.amqp.port", "15671", "nave.amqp.plain-port", "15672", "nave.amqp.bind-address",
                "10.0.0.1"));

        // then
        assertThat(config.port()).isEqualTo(15671);
        assertThat(config.plainPort()).isEqualTo(15672);
        assertThat(config.bindAddress()).isEqualTo("10.0.0.1");
    }
}
