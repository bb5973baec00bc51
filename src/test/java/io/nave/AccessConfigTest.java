package io.nave;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.GivenPolicyKeys;
import io.nave.hub.access.GivenPolicyKeys.Keys;
import io.nave.hub.guessing.GuessLimits;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings under {@code nave.access}. */
class AccessConfigTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @Test
    void nothingIsGivenByDefault() {
        assertThat(read(Map.of()).given()).isEqualTo(new GivenPolicyKeys(Map.of()));
    }

    @Test
    void keysAreGivenByPolicy() {
        // when
        AccessConfig config = read(Map.of(
                "nave.access.policies.\"iothubowner\".primary-key", KEY,
                "nave.access.policies.\"iothubowner\".secondary-key", KEY,
                "nave.access.policies.registryRead.primary-key", KEY));

        // then
        assertThat(config.given()).isEqualTo(new GivenPolicyKeys(Map.of(
                "iothubowner", new Keys(Optional.of(KEY), Optional.of(KEY)),
                "registryRead", new Keys(Optional.of(KEY), Optional.empty()))));
    }

    @Test
    void wrongKeyIsNamedByItsSetting() {
        assertThatThrownBy(() -> read(Map.of("nave.access.policies.service.secondary-key", "short")).given())
                .hasMessage("nave.access.policies.\"service\".secondary-key must be base64 of 16 to 64 bytes");
    }

    @Test
    void guardIsOnByDefault() {
        assertThat(read(Map.of()).guard().limits()).isEqualTo(GuessLimits.DEFAULT);
    }

    @Test
    void everyLimitOfTheGuardIsRead() {
        // when
        GuessLimits limits = read(Map.of("nave.access.guard.enabled", "false", "nave.access.guard.free-per-minute", "7",
                "nave.access.guard.first-delay", "1s", "nave.access.guard.max-delay", "9s",
                "nave.access.guard.max-waiting", "8", "nave.access.guard.remembered", "1234")).guard().limits();

        // then
        assertThat(limits).isEqualTo(new GuessLimits(false, 7, Duration.ofSeconds(1), Duration.ofSeconds(9), 8, 1234));
    }

    @Test
    void wrongLimitIsNamedByItsSetting() {
        assertThatThrownBy(() -> read(Map.of("nave.access.guard.max-delay", "1m")).guard().limits())
                .hasMessageStartingWith("nave.access.guard.max-delay");
    }

    private static AccessConfig read(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(AccessConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(AccessConfig.class);
    }
}
