package io.nave.storage.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** The settings of the connection to Redis and their defaults. */
final class RedisConfigTest {

    @Test
    void everythingButTheAddressHasADefault() {
        // when
        RedisConfig config = config(Map.of());
        // then
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.activityAge()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.maxWaiting()).isEqualTo(100_000);
        assertThat(config.retryAfter()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void everySettingCanBeSet() {
        // when
        RedisConfig config = config(
                Map.of("nave.redis.lease", "30s", "nave.redis.activity-age", "4s", "nave.redis.timeout", "1s",
                        "nave.redis.max-waiting", "10", "nave.redis.retry-after", "2s"));
        // then
        assertThat(config.url()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.activityAge()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.maxWaiting()).isEqualTo(10);
        assertThat(config.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    private static RedisConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("nave.redis.url", "redis://127.0.0.1:6379"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(RedisConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100)).build()
                .getConfigMapping(RedisConfig.class);
    }
}
