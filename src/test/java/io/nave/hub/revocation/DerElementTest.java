package io.nave.hub.revocation;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Reading DER that is right, and bytes that are not. */
class DerElementTest {

    @Test
    void elementsAndTheirContentsAreRead() {
        // when
        DerElement sequence = DerElement.of(hex("30 07 02 01 05 86 02 61 62"));
        // then
        assertThat(sequence.is(0x30)).isTrue();
        assertThat(sequence.children()).hasSize(2);
        assertThat(sequence.children().get(0).content()).containsExactly(5);
        assertThat(sequence.children().get(1).text()).isEqualTo("ab");
    }

    @Test
    void longLengthsAreRead() {
        // given
        byte[] der = new byte[4 + 300];
        System.arraycopy(hex("04 82 01 2c"), 0, der, 0, 4);
        // then
        assertThat(DerElement.of(der).content()).hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "30", "30 01", "30 80", "30 84 7f ff ff ff", "30 83 ff ff ff", "30 00 00", "04 82 01" })
    void whatIsNotDerIsRefused(String bytes) {
        assertThatThrownBy(() -> DerElement.of(hex(bytes))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomBytesNeverFailOtherwise() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            readAll(bytes);
        }
    }

    private static void readAll(byte[] bytes) {
        try {
            DerElement.of(bytes).children().forEach(child -> assertThat(child.content().length).isLessThan(24));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("This is not DER");
        }
    }

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
