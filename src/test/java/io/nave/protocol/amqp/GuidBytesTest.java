package io.nave.protocol.amqp;

import java.util.HexFormat;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes of {@code Guid.ToByteArray()} (service-protocols §6.5). */
final class GuidBytesTest {

    @Test
    void firstThreeFieldsAreTurnedAround() {
        assertThat(HexFormat.of().formatHex(GuidBytes.of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"))))
                .isEqualTo("33221100554477668899aabbccddeeff");
    }

    @Test
    void highBitsStayWhereTheyAre() {
        assertThat(HexFormat.of().formatHex(GuidBytes.of(UUID.fromString("fedcba98-fffe-8001-ffff-000000000080"))))
                .isEqualTo("98badcfefeff0180ffff000000000080");
    }
}
