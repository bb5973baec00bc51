package io.nave;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.methods.MethodLimits;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of direct methods and their defaults. */
class MethodsConfigTest {

    @Test
    void everythingHasADefault() {
        assertThat(config(Map.of()).limits()).isEqualTo(MethodLimits.DEFAULT).isEqualTo(new MethodLimits(50, 10_000));
    }

    @Test
    void everySettingCanBeSet() {
        assertThat(config(Map.of("nave.methods.max-in-flight", "1", "nave.methods.max-pending", "7")).limits())
                .isEqualTo(new MethodLimits(1, 7));
    }

    @Test
    void wrongValueIsRefusedByItsName() {
        assertThatThrownBy(() -> config(Map.of("nave.methods.max-in-flight", "0")).limits())
                .hasMessage("nave.methods.max-in-flight must be 1 to 10000");
        assertThatThrownBy(() -> config(Map.of("nave.methods.max-pending", "1000001")).limits())
                .hasMessage("nave.methods.max-pending must be 1 to 1000000");
    }

    private static MethodsConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(MethodsConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(MethodsConfig.class);
    }
}
