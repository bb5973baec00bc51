package io.nave.storage.postgres;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings of the event log and their defaults. */
class EventLogConfigTest {

    @Test
    void everySettingHasADefault() {
        // when
        EventLogConfig config = config(Map.of());

        // then
        assertThat(config.partitions()).isEqualTo(4);
        assertThat(config.retention()).isEqualTo(Duration.ofDays(1));
        assertThat(config.segment()).isEqualTo(Duration.ofHours(1));
        assertThat(config.waiting().asLongValue()).isEqualTo(64 * 1024 * 1024);
        assertThat(config.row().asLongValue()).isEqualTo(1024 * 1024);
        assertThat(config.flush().asLongValue()).isEqualTo(8 * 1024 * 1024);
        assertThat(config.recent().asLongValue()).isEqualTo(16 * 1024 * 1024);
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everySettingCanBeSet() {
        // when
        EventLogConfig config = config(Map.of("nave.eventlog.partitions", "32", "nave.eventlog.retention", "7d",
                "nave.eventlog.segment", "10m", "nave.eventlog.waiting", "16M", "nave.eventlog.row", "64K",
                "nave.eventlog.flush", "4M", "nave.eventlog.recent", "2M", "nave.eventlog.patience", "30s",
                "nave.eventlog.poll", "500ms"));

        // then
        assertThat(config.partitions()).isEqualTo(32);
        assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.segment()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.waiting().asLongValue()).isEqualTo(16 * 1024 * 1024);
        assertThat(config.row().asLongValue()).isEqualTo(64 * 1024);
        assertThat(config.flush().asLongValue()).isEqualTo(4 * 1024 * 1024);
        assertThat(config.recent().asLongValue()).isEqualTo(2 * 1024 * 1024);
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.poll()).isEqualTo(Duration.ofMillis(500));
    }

    private static EventLogConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(EventLogConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build()
                .getConfigMapping(EventLogConfig.class);
    }
}
