package io.nave.routing.endpoints;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.routing.endpoints.StorageSettings.Encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a storage endpoint may be declared with (semantics §1.3). */
class StorageSettingsTest {

    @Test
    void secretsAreNotPrinted() {
        assertThat(settings("AccountName=acct1;AccountKey=c2VjcmV0", StorageSettings.DEFAULT_FILE_NAME).toString())
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void connectionStringThatIsNoneIsRefused() {
        HubException refusal = refusal("AccountKey=c2VjcmV0", StorageSettings.DEFAULT_FILE_NAME);
        assertThat(refusal.detail()).contains("AccountName").doesNotContain("c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{iothub}/{partition}/{YYYY}/{MM}/{DD}/{HH}", "{iothub}{partition}{YYYY}{MM}{DD}{HH}{mm}{mm}",
            "{iothub}//{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}", "{iothub}./{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}",
            "/{iothub}/{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}", "../{iothub}/{partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}",
            "{iothub} {partition}/{YYYY}/{MM}/{DD}/{HH}/{mm}" })
    void formatThatMakesNoNamesIsRefused(String format) {
        refusal("AccountName=acct1;AccountKey=c2VjcmV0", format);
    }

    private static HubException refusal(String connectionString, String format) {
        HubException refusal = catchThrowableOfType(HubException.class, () -> settings(connectionString, format));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        return refusal;
    }

    private static StorageSettings settings(String connectionString, String format) {
        return new StorageSettings(Optional.of(new EndpointSecret(connectionString)), "telemetry", format,
                Duration.ofSeconds(60), StorageSettings.DEFAULT_MAX_BYTES, Encoding.JSON);
    }
}
