package io.nave.protocol.http;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of HTTPS for devices and their defaults. */
class HttpsConfigTest {

    @Test
    void everythingHasADefault() {
        assertThat(config(Map.of()).limits()).isEqualTo(new LongPollLimits(Duration.ZERO, 1000));
    }

    @Test
    void everySettingCanBeSet() {
        assertThat(config(Map.of("nave.https.receive-wait", "4m", "nave.https.max-waiting", "7")).limits())
                .isEqualTo(new LongPollLimits(Duration.ofMinutes(4), 7));
    }

    @Test
    void wrongValueIsRefusedByItsName() {
        assertThatThrownBy(() -> config(Map.of("nave.https.receive-wait", "241s")).limits())
                .hasMessage("nave.https.receive-wait must be 0s to 4m");
        assertThatThrownBy(() -> config(Map.of("nave.https.max-waiting", "0")).limits())
                .hasMessage("nave.https.max-waiting must be 1 to 100000");
    }

    private static HttpsConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(HttpsConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(HttpsConfig.class);
    }
}
