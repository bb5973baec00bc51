package io.nave.hub.blobs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** Checks a body against the checksums that were announced; what was not announced costs nothing. Confined to one body. */
public final class Checksums {

    private final AnnouncedBody announced;
    private final Optional<MessageDigest> md5;
    private final Optional<Crc64> crc64;

    public Checksums(AnnouncedBody announced) {
        this.announced = announced;
        this.md5 = announced.md5().map(base64 -> newMd5());
        this.crc64 = announced.crc64().map(base64 -> new Crc64());
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }

    public void update(byte[] piece) {
        md5.ifPresent(digest -> digest.update(piece));
        crc64.ifPresent(digest -> digest.update(piece));
    }

    /** Fails with MD5_MISMATCH or CRC64_MISMATCH. */
    public void require() {
        require(md5.map(MessageDigest::digest), announced.md5(), BlobError.MD5_MISMATCH);
        require(crc64.map(Crc64::digest), announced.crc64(), BlobError.CRC64_MISMATCH);
    }

    private static void require(Optional<byte[]> actual, Optional<String> expected, BlobError error) {
        if (!actual.map(Base64.getEncoder()::encodeToString).equals(expected)) {
            throw new BlobRefusal(error, "The body is not the one that its checksum was made of: send it again");
        }
    }
}
