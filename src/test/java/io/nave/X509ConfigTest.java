package io.nave;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.HubConfig.Security;
import io.nave.hub.revocation.RevocationMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings under {@code nave.x509}, and what {@code nave.security} changes about them. */
class X509ConfigTest {

    @Test
    void levelOfSecurityDecidesByDefault() {
        // given
        X509Config nothing = read(Map.of());
        // then
        assertThat(nothing.revocation()).isEmpty();
        assertThat(nothing.revocationAt(Security.STANDARD)).isEqualTo(RevocationMode.FAIL_OPEN);
        assertThat(nothing.revocationAt(Security.STRICT)).isEqualTo(RevocationMode.FAIL_CLOSED);
    }

    @Test
    void whatIsSaidCounts() {
        assertThat(read(Map.of("nave.x509.revocation", "off")).revocationAt(Security.STRICT)).isEqualTo(RevocationMode.OFF);
        assertThat(read(Map.of("nave.x509.revocation", "fail-open")).revocationAt(Security.STRICT))
                .isEqualTo(RevocationMode.FAIL_OPEN);
        assertThat(read(Map.of("nave.x509.revocation", "fail-closed")).revocationAt(Security.STANDARD))
                .isEqualTo(RevocationMode.FAIL_CLOSED);
    }

    @Test
    void wrongValueNamesItsSetting() {
        assertThatThrownBy(() -> read(Map.of("nave.x509.revocation", "maybe"))).hasStackTraceContaining("nave.x509.revocation");
    }

    private static X509Config read(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(X509Config.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(X509Config.class);
    }
}
