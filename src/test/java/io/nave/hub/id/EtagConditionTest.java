package io.nave.hub.id;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code If-Match} in all the forms that clients send (service-protocols §4.4). */
class EtagConditionTest {

    private static final ETag PRESENT = new ETag("Mg==");

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\"\"" })
    void emptyIsNoCondition(String header) {
        assertThat(EtagCondition.parse(header)).isEqualTo(EtagCondition.NONE);
        assertThat(EtagCondition.parse(null)).isEqualTo(EtagCondition.NONE);
        assertThat(EtagCondition.NONE.isMetBy(PRESENT)).isTrue();
        assertThat(EtagCondition.NONE.mustExist()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "\"*\"", " * " })
    void starIsAnythingThatIsThere(String header) {
        assertThat(EtagCondition.parse(header).mustExist()).isTrue();
        assertThat(EtagCondition.parse(header).isMetBy(PRESENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Mg==", "\"Mg==\"", "W/\"Mg==\"", " \"Mg==\" " })
    void etagIsExactlyThat(String header) {
        assertThat(EtagCondition.parse(header).isMetBy(PRESENT)).isTrue();
        assertThat(EtagCondition.parse(header).isMetBy(new ETag("MQ=="))).isFalse();
        assertThat(EtagCondition.parse(header).mustExist()).isTrue();
    }

    @Test
    void caseCounts() {
        assertThat(EtagCondition.parse("mg==").isMetBy(PRESENT)).isFalse();
    }
}
