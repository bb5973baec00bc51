package io.nave;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.scheduled.ScheduledJobLimits;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of scheduled jobs and their defaults. */
class ScheduledJobsConfigTest {

    @Test
    void everythingHasADefault() {
        assertThat(config(Map.of()).limits()).isEqualTo(ScheduledJobLimits.DEFAULT)
                .isEqualTo(new ScheduledJobLimits(10, 100, 100, 3, Duration.ofDays(30)));
    }

    @Test
    void everySettingCanBeSet() {
        Map<String, String> settings = Map.of("nave.scheduled-jobs.max-concurrent", "1",
                "nave.scheduled-jobs.devices-per-second", "2", "nave.scheduled-jobs.calls-at-once", "3",
                "nave.scheduled-jobs.max-tries", "4", "nave.scheduled-jobs.kept", "5d");
        assertThat(config(settings).limits()).isEqualTo(new ScheduledJobLimits(1, 2, 3, 4, Duration.ofDays(5)));
    }

    @Test
    void wrongValueIsRefusedByItsName() {
        assertThatThrownBy(() -> config(Map.of("nave.scheduled-jobs.max-concurrent", "0")).limits())
                .hasMessage("nave.scheduled-jobs.max-concurrent must be 1 to 1000");
        assertThatThrownBy(() -> config(Map.of("nave.scheduled-jobs.kept", "0s")).limits())
                .hasMessage("nave.scheduled-jobs.kept must be more than 0 and at most 3650d");
    }

    private static ScheduledJobsConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ScheduledJobsConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build()
                .getConfigMapping(ScheduledJobsConfig.class);
    }
}
