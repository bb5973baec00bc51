package io.nave.storage.blob;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of storage and their defaults. */
class BlobConfigTest {

    @Test
    void everythingHasADefault() {
        BlobConfig config = config(Map.of());
        assertThat(config.store()).isEqualTo(BlobConfig.Store.LOCAL);
        assertThat(config.container()).isEqualTo("uploads");
        assertThat(config.directory()).isEqualTo("data/files");
        assertThat(config.hostName()).isEmpty();
        assertThat(config.httpsPort()).isEqualTo(443);
        assertThat(config.maxTransfers()).isEqualTo(64);
        assertThat(config.limits())
                .isEqualTo(new BlobLimits(5L << 30, 100 << 20, 10_000, Duration.ofHours(24), 1 << 30));
    }

    @Test
    void everySettingCanBeSet() {
        Map<String, String> settings = new HashMap<>(Map.of("nave.files.store", "none", "nave.files.container", "files",
                "nave.files.directory", "/mnt/files", "nave.files.host-name", "files.example.com:8443", "nave.files.https-port",
                "8443", "nave.files.max-transfers", "7"));
        settings.putAll(
                Map.of("nave.files.max-blob-size", "2K", "nave.files.max-block-size", "1K", "nave.files.max-blocks", "3",
                        "nave.files.keep-unfinished", "1h", "nave.files.keep-free", "0"));
        settings.putAll(Map.of("nave.files.azure.account", "name", "nave.files.azure.key", "a2V5", "nave.files.azure.endpoint",
                "https://localhost/name", "nave.files.azure.ca-certificate", "ca.pem"));
        BlobConfig config = config(settings);
        assertThat(config.store()).isEqualTo(BlobConfig.Store.NONE);
        assertThat(config.container()).isEqualTo("files");
        assertThat(config.directory()).isEqualTo("/mnt/files");
        assertThat(config.hostName()).contains("files.example.com:8443");
        assertThat(config.httpsPort()).isEqualTo(8443);
        assertThat(config.maxTransfers()).isEqualTo(7);
        assertThat(config.azure().account()).contains("name");
        assertThat(config.azure().key()).contains("a2V5");
        assertThat(config.azure().endpoint()).contains("https://localhost/name");
        assertThat(config.azure().caCertificate()).contains("ca.pem");
        assertThat(config.limits()).isEqualTo(new BlobLimits(2048, 1024, 3, Duration.ofHours(1), 0));
    }

    @ParameterizedTest
    @CsvSource({ "max-blob-size,0", "max-block-size,0", "max-blocks,0", "max-blocks,50001", "keep-unfinished,59s",
            "keep-unfinished,31d" })
    void wrongValueIsRefusedByItsName(String setting, String value) {
        assertThatThrownBy(() -> config(Map.of("nave.files." + setting, value)).limits())
                .hasMessageStartingWith("nave.files." + setting + " must be");
    }

    private static BlobConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(BlobConfig.class);
    }
}
