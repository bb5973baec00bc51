package io.nave.protocol.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How SDKs say that they reject a message (device-protocols §3.4). */
class RejectQueryTest {

    @ParameterizedTest
    @ValueSource(strings = { "reject", "api-version=2021-04-12&reject", "api-version=2020-09-30&%3Freject=true",
            "api-version=2020-09-30&%3freject=true", "?reject=true", "reject=true&api-version=1", "reject=", "Reject",
            "reject=TRUE" })
    void everySpellingRejects(String query) {
        assertThat(RejectQuery.isIn(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "api-version=2021-04-12", "reject=false", "rejected", "x=reject", "api-version=reject" })
    void anythingElseDoesNot(String query) {
        assertThat(RejectQuery.isIn(query)).isFalse();
    }

    @Test
    void noQueryDoesNot() {
        assertThat(RejectQuery.isIn(null)).isFalse();
    }
}
