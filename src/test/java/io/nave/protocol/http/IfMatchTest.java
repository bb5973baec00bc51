package io.nave.protocol.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.id.ETag;

import static org.assertj.core.api.Assertions.assertThat;

/** If-Match in the forms that clients send (service-protocols §4.4). */
class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = { "Nzk1MjE0NjM2", "\"Nzk1MjE0NjM2\"", "W/\"Nzk1MjE0NjM2\"", " \"Nzk1MjE0NjM2\" " })
    void etagStandsInQuotesOrNot(String header) {
        assertThat(IfMatch.parse(header)).isEqualTo(new IfMatch.Exactly(new ETag("Nzk1MjE0NjM2")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "\"*\"", " * ", "W/\"*\"" })
    void starIsAny(String header) {
        assertThat(IfMatch.parse(header)).isEqualTo(new IfMatch.Any());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " ", "\"\"" })
    void nothingIsAbsent(String header) {
        assertThat(IfMatch.parse(header)).isEqualTo(new IfMatch.Absent());
    }
}
