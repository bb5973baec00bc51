package io.nave.hub.id;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Seven digits of a fraction, in UTC (service-protocols §4.7). */
class WireTimeTest {

    private static final DateTimeFormatter PATTERN = DateTimeFormatter
            .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long YEAR_9999 = 253_000_000_000L;

    @ParameterizedTest
    @CsvSource({ "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.9999999Z",
            "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.0000000Z",
            "0001-01-01T00:00:00Z, 0001-01-01T00:00:00", "9999-12-31T23:59:59Z, 9999-12-31T23:59:59.0000000Z",
            "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.0000000Z" })
    void writesTimesAsTheServiceDoes(Instant time, String text) {
        assertThat(WireTime.of(time)).isEqualTo(text);
    }

    @Test
    void writesAnyTimeAsTheFormatterOfTheLibraryDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(YEAR_9999), random.nextInt(1_000_000_000));
            assertThat(WireTime.of(time)).isEqualTo(PATTERN.format(time));
        }
    }
}
