package io.nave.hub.blobs;

import java.util.Base64;
import java.util.HexFormat;

/** What a client calls one block of a blob: base64 of 1 to 64 bytes. */
public record BlockId(String value) {

    private static final int MAX_BYTES = 64;

    /** Fails with INVALID_QUERY_PARAMETER_VALUE when it is no block id. */
    public BlockId {
        int length = decode(value).length;
        if (length == 0 || length > MAX_BYTES) {
            throw invalid();
        }
    }

    /** Of a block whose {@link #hex()} this is. */
    public static BlockId ofHex(String hex) {
        return new BlockId(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    }

    /** The bytes, for who cannot have base64 in names. */
    public String hex() {
        return HexFormat.of().formatHex(decode(value));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static BlobRefusal invalid() {
        return new BlobRefusal(BlobError.INVALID_QUERY_PARAMETER_VALUE, "A block id is base64 of 1 to 64 bytes");
    }
}
