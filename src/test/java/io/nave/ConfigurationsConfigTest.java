package io.nave;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.configurations.ConfigurationPace;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of automatic configurations and their defaults. */
class ConfigurationsConfigTest {

    @Test
    void everythingHasADefault() {
        assertThat(config(Map.of()).pace()).isEqualTo(new ConfigurationPace(Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    @Test
    void everySettingCanBeSet() {
        assertThat(config(Map.of("nave.configurations.poll", "200ms", "nave.configurations.pass", "1h")).pace())
                .isEqualTo(new ConfigurationPace(Duration.ofMillis(200), Duration.ofHours(1)));
    }

    @Test
    void wrongValueIsRefusedByItsName() {
        assertThatThrownBy(() -> config(Map.of("nave.configurations.poll", "2m")).pace())
                .hasMessage("nave.configurations.poll is PT2M; 100 ms to 1 min are allowed");
        assertThatThrownBy(() -> config(Map.of("nave.configurations.pass", "1s")).pace())
                .hasMessage("nave.configurations.pass is PT1S; 10 s to 1 day are allowed");
    }

    private static ConfigurationsConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ConfigurationsConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build()
                .getConfigMapping(ConfigurationsConfig.class);
    }
}
