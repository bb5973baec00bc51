package io.nave.storage.postgres;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The settings of the connections to PostgreSQL and their defaults. */
final class PostgresConfigTest {

    private static final Map<String, String> WHERE = Map.of("nave.database.url", "postgresql://127.0.0.1:5432/nave",
            "nave.database.user", "postgres");

    @Test
    void everythingButTheAddressHasADefault() {
        // when
        PostgresConfig config = config(Map.of());
        // then
        assertThat(config.connections()).isEqualTo(20);
        assertThat(config.maxWaiting()).isEqualTo(20_000);
        assertThat(config.connectionTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.operationTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.password()).isEmpty();
    }

    @Test
    void everySettingCanBeSet() {
        // when
        PostgresConfig config = config(Map.of("nave.database.password", "p", "nave.database.connections", "50",
                "nave.database.max-waiting", "7", "nave.database.connection-timeout", "2s",
                "nave.database.operation-timeout", "3s"));
        // then
        assertThat(config.url()).isEqualTo("postgresql://127.0.0.1:5432/nave");
        assertThat(config.user()).isEqualTo("postgres");
        assertThat(config.password()).contains("p");
        assertThat(config.connections()).isEqualTo(50);
        assertThat(config.maxWaiting()).isEqualTo(7);
        assertThat(config.connectionTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.operationTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tooFewConnectionsStopTheStart() {
        // given
        PostgresConfig config = config(Map.of("nave.database.connections", "1"));
        // then
        assertThatIllegalArgumentException().isThrownBy(() -> new PostgresPool(config))
                .withMessage("nave.database.connections is 1; at least 2 are needed");
    }

    private static PostgresConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(WHERE);
        all.putAll(settings);
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(PostgresConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100)).build()
                .getConfigMapping(PostgresConfig.class);
    }
}
