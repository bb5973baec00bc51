package io.nave;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.files.FileUploadLimits;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of file upload, their defaults and ranges (semantics §7.4). */
class FilesConfigTest {

    @Test
    void everythingHasADefault() {
        FilesConfig config = config(Map.of());
        assertThat(config.limits()).isEqualTo(FileUploadLimits.DEFAULT)
                .isEqualTo(new FileUploadLimits(Duration.ofHours(1), true));
        assertThat(config.notifications().limits()).isEqualTo(FileNotificationLimits.DEFAULT)
                .isEqualTo(new FileNotificationLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10));
    }

    @Test
    void everySettingCanBeSet() {
        // given
        FilesConfig config = config(Map.of("nave.files.sas-time-to-live", "24h", "nave.files.notifications.enabled", "false",
                "nave.files.notifications.time-to-live", "48h", "nave.files.notifications.lock-duration", "300s",
                "nave.files.notifications.max-delivery-count", "100"));
        // then
        assertThat(config.limits()).isEqualTo(new FileUploadLimits(Duration.ofDays(1), false));
        assertThat(config.notifications().limits())
                .isEqualTo(new FileNotificationLimits(Duration.ofDays(2), Duration.ofMinutes(5), 100));
    }

    @ParameterizedTest
    @CsvSource({ "59s", "25h" })
    void timeToLiveOutOfRangeIsRefusedByItsName(String value) {
        assertThatThrownBy(() -> config(Map.of("nave.files.sas-time-to-live", value)).limits())
                .hasMessage("nave.files.sas-time-to-live must be one minute to 24 hours");
    }

    @ParameterizedTest
    @CsvSource({ "time-to-live, 59s, one minute to two days", "time-to-live, 49h, one minute to two days",
            "lock-duration, 4s, 5 s to 5 min", "lock-duration, 301s, 5 s to 5 min", "max-delivery-count, 0, 1 to 100",
            "max-delivery-count, 101, 1 to 100" })
    void notificationsOutOfRangeAreRefusedByTheName(String name, String value, String range) {
        assertThatThrownBy(() -> config(Map.of("nave.files.notifications." + name, value)).notifications().limits())
                .hasMessage("nave.files.notifications." + name + " must be " + range);
    }

    private static FilesConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(FilesConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(FilesConfig.class);
    }
}
