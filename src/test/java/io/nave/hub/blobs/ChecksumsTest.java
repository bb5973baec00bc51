package io.nave.hub.blobs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChecksumsTest {

    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    /** The check value that catalogues of CRCs give for CRC-64/NVME. */
    @Test
    void crcIsTheOneOfTheCatalogue() {
        Crc64 crc = new Crc64();
        crc.update(CHECK);
        assertThat(HexFormat.of().formatHex(crc.digest())).isEqualTo("8898790a86148bae"); // 0xae8b14860a799888
    }

    @Test
    void rightChecksumsPass() {
        Checksums checksums = new Checksums(
                new AnnouncedBody(9, Optional.of("JfnnlDI7RTiF9RgfG2JNCw=="), Optional.of("iJh5CoYUi64=")));
        checksums.update(CHECK);
        checksums.require();
    }

    @Test
    void wrongChecksumsAreToldApart() {
        assertRefused(new AnnouncedBody(9, Optional.of("AAAAAAAAAAAAAAAAAAAAAA=="), Optional.empty()), BlobError.MD5_MISMATCH);
        assertRefused(new AnnouncedBody(9, Optional.empty(), Optional.of("AAAAAAAAAAA=")), BlobError.CRC64_MISMATCH);
    }

    private static void assertRefused(AnnouncedBody announced, BlobError error) {
        Checksums checksums = new Checksums(announced);
        checksums.update(CHECK);
        assertThatThrownBy(checksums::require)
                .isInstanceOfSatisfying(BlobRefusal.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}
