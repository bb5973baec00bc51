package io.nave.endpoint.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.routing.endpoints.EndpointFault.Category;

import static org.assertj.core.api.Assertions.assertThat;

/** What answers mean (semantics §1.7). */
final class WebhookVerdictTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static WebhookVerdict of(int status) {
        return WebhookVerdict.of(status, Optional.empty(), NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 201, 202, 204, 299 })
    void successIsDurable(int status) {
        assertThat(of(status)).isEqualTo(new WebhookVerdict.Taken());
    }

    @ParameterizedTest
    @CsvSource({ "401,UNAUTHORIZED", "403,UNAUTHORIZED", "404,ENDPOINT_EXTERNALLY_DISABLED", "410,ENDPOINT_EXTERNALLY_DISABLED",
            "408,TIMEOUT", "429,THROTTLED", "503,TRANSIENT", "500,TRANSIENT", "502,TRANSIENT", "405,TRANSIENT", "301,TRANSIENT",
            "307,TRANSIENT" })
    void otherAnswersAreFaults(int status, Category category) {
        assertThat(of(status)).isInstanceOfSatisfying(WebhookVerdict.Failed.class,
                failed -> assertThat(failed.fault().category()).isEqualTo(category));
    }

    @Test
    void refusalsAreOfTheEventsAndNotOfTheEndpoint() {
        assertThat(of(413)).isEqualTo(new WebhookVerdict.TooLarge());
        assertThat(of(400)).isEqualTo(new WebhookVerdict.Refused(400));
        assertThat(of(422)).isEqualTo(new WebhookVerdict.Refused(422));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "429 | 7 | 7", "503 | 7 | 7", "503 | 3600 | 60", "503 | soon | 0", "429 | -5 | 0",
            "429 | Fri, 02 Jan 2026 03:04:15 GMT | 10", "429 | Fri, 02 Jan 2026 03:00:00 GMT | 0" })
    void receiverIsLeftAloneForAsLongAsItAsks(int status, String header, int seconds) {
        // when
        WebhookVerdict verdict = WebhookVerdict.of(status, Optional.of(header), NOW);

        // then
        assertThat(verdict).isInstanceOfSatisfying(WebhookVerdict.Failed.class, failed -> {
            assertThat(failed.fault().category()).isEqualTo(Category.THROTTLED);
            assertThat(failed.pause()).isEqualTo(Duration.ofSeconds(seconds));
        });
    }
}
