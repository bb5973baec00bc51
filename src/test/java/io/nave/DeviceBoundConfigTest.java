package io.nave;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.HubConfig.Compatibility;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.servicebound.FeedbackLimits;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of device-bound messages, their defaults and ranges (semantics §5.1). */
class DeviceBoundConfigTest {

    @Test
    void everythingHasADefault() {
        DeviceBoundConfig config = config(Map.of());
        assertThat(config.limits(Compatibility.STANDARD)).isEqualTo(DeviceBoundLimits.DEFAULT)
                .isEqualTo(new DeviceBoundLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10, 1000, 20));
        assertThat(config.feedback().limits()).isEqualTo(FeedbackLimits.DEFAULT)
                .isEqualTo(new FeedbackLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10, Duration.ofSeconds(15)));
    }

    @Test
    void strictCompatibilityHasFiftyUnlessToldOtherwise() {
        assertThat(config(Map.of()).limits(Compatibility.STRICT).maxDepth()).isEqualTo(50);
        assertThat(config(Map.of("nave.device-bound.max-queue-depth", "7")).limits(Compatibility.STRICT).maxDepth())
                .isEqualTo(7);
    }

    @Test
    void everySettingCanBeSet() {
        // given
        DeviceBoundConfig config = config(Map.of("nave.device-bound.default-time-to-live", "2d",
                "nave.device-bound.lock-duration", "5s", "nave.device-bound.max-delivery-count", "100",
                "nave.device-bound.max-queue-depth", "1000000", "nave.device-bound.dead-letters", "0",
                "nave.device-bound.feedback.time-to-live", "1m", "nave.device-bound.feedback.lock-duration", "5m",
                "nave.device-bound.feedback.max-delivery-count", "1", "nave.device-bound.feedback.flush-after", "100ms"));
        // then
        assertThat(config.limits(Compatibility.STANDARD))
                .isEqualTo(new DeviceBoundLimits(Duration.ofDays(2), Duration.ofSeconds(5), 100, 1_000_000, 0));
        assertThat(config.feedback().limits())
                .isEqualTo(new FeedbackLimits(Duration.ofMinutes(1), Duration.ofMinutes(5), 1, Duration.ofMillis(100)));
    }

    @ParameterizedTest
    @CsvSource({ "default-time-to-live, 59s, one minute to two days", "default-time-to-live, 49h, one minute to two days",
            "lock-duration, 4s, 5 s to 5 min", "max-delivery-count, 101, 1 to 100", "max-queue-depth, 0, 1 to 1000000",
            "dead-letters, 1001, 0 to 1000" })
    void valueOutOfRangeIsRefusedByItsName(String name, String value, String range) {
        assertThatThrownBy(() -> config(Map.of("nave.device-bound." + name, value)).limits(Compatibility.STANDARD))
                .hasMessage("nave.device-bound." + name + " must be " + range);
    }

    @ParameterizedTest
    @CsvSource({ "time-to-live, 59s, one minute to two days", "lock-duration, 301s, 5 s to 5 min",
            "max-delivery-count, 0, 1 to 100", "flush-after, 61s, 100 ms to one minute" })
    void feedbackOutOfRangeIsRefusedByItsName(String name, String value, String range) {
        assertThatThrownBy(() -> config(Map.of("nave.device-bound.feedback." + name, value)).feedback().limits())
                .hasMessage("nave.device-bound.feedback." + name + " must be " + range);
    }

    private static DeviceBoundConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(DeviceBoundConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build()
                .getConfigMapping(DeviceBoundConfig.class);
    }
}
