package io.nave.storage.blob;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.files.BlobName;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a storage account is named, and where devices are sent. */
class AzureAccountTest {

    private static final String KEY = "a2V5IG9mIHRoZSBhY2NvdW50";

    @Test
    void accountOfAzuresHasAHostOfItsOwn() {
        AzureAccount account = account(Map.of());
        assertThat(account.host()).isEqualTo("name.blob.core.windows.net");
        assertThat(account.uri(new BlobName("d 1/ä"))).isEqualTo("https://name.blob.core.windows.net/uploads/d%201/%C3%A4");
        assertThat(account.signatures().forBlob(new BlobName("x"), "rw", Instant.EPOCH)).contains("spr=https&");
    }

    @Test
    void emulatorHasTheAccountInItsPath() {
        AzureAccount account = account(Map.of("endpoint", "http://127.0.0.1:10000/name/"));
        assertThat(account.host()).isEqualTo("127.0.0.1:10000/name");
        assertThat(account.uri(new BlobName("x"))).isEqualTo("http://127.0.0.1:10000/name/uploads/x");
        assertThat(account.signatures().forBlob(new BlobName("x"), "rw", Instant.EPOCH)).contains("spr=https%2Chttp&");
    }

    @ParameterizedTest
    @CsvSource({ "account,''", "key,''", "key,not base64!", "endpoint,localhost", "endpoint,ftp://localhost/name",
            "endpoint,https://localhost?sig=x",
            "endpoint,//localhost", "endpoint,https://local host" })
    void wrongSettingIsRefusedByItsName(String setting, String value) {
        assertThatThrownBy(() -> account(Map.of(setting, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nave.files.azure." + setting).hasMessageNotContaining("not base64!");
    }

    @Test
    void keyIsNotPrinted() {
        assertThat(account(Map.of()).toString()).doesNotContain(KEY);
    }

    private static AzureAccount account(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("nave.files.store", "azure", "nave.files.azure.account", "name",
                "nave.files.azure.key", KEY));
        more.forEach((name, value) -> settings.put("nave.files.azure." + name, value));
        return AzureAccount.of(new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(BlobConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(BlobConfig.class));
    }
}
