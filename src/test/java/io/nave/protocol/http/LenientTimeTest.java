package io.nave.protocol.http;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Times as clients write them (service-protocols §4.7, semantics §7.1). */
class LenientTimeTest {

    @ParameterizedTest
    @CsvSource({ "2026-01-31T12:00:05Z,2026-01-31T12:00:05Z", "2026-01-31T12:00:05.7Z,2026-01-31T12:00:05.7Z",
            "2026-01-31T12:00:05,2026-01-31T12:00:05Z", "2026-01-31T12:00:05.1234567Z,2026-01-31T12:00:05.123456700Z",
            "2026-01-31T14:00:05+02:00,2026-01-31T12:00:05Z", "0001-12-30T00:00:00,0001-12-30T00:00:00Z" })
    void timeIsRead(String text, Instant time) {
        assertThat(LenientTime.parse(text)).contains(time);
    }

    @Test
    void restIsNoTime() {
        assertThat(LenientTime.parse("tomorrow")).isEmpty();
        assertThat(LenientTime.parse("2026-01-31")).isEmpty();
        assertThat(LenientTime.parse("")).isEmpty();
    }
}
