package io.nave.hub.revocation;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The question about one certificate as it travels to an OCSP responder (RFC 6960 §4.1.1): unsigned, without a nonce, so that
 * responders may answer from a cache; the certificate is named by SHA-1 digests, the only ones that every responder knows and
 * the JDK looks for in the answer.
 */
final class OcspRequest {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int INTEGER = 0x02;
    private static final byte[] SHA1 = { 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0 }; // 1.3.14.3.2.26, NULL

    private OcspRequest() {
    }

    static byte[] of(IssuedCertificate link) {
        byte[] id = element(SEQUENCE, SHA1,
                element(OCTETS, sha1(link.certificate().getIssuerX500Principal().getEncoded())),
                element(OCTETS, sha1(key(link))),
                element(INTEGER, link.certificate().getSerialNumber().toByteArray()));
        byte[] requests = element(SEQUENCE, element(SEQUENCE, id));
        return element(SEQUENCE, element(SEQUENCE, requests));
    }

    /**
     * The bits of the issuer's public key: SubjectPublicKeyInfo without the algorithm, the tag and the count of unused bits.
     */
    private static byte[] key(IssuedCertificate link) {
        List<DerElement> parts = DerElement.of(link.issuer().getPublicKey().getEncoded()).children();
        byte[] bits = parts.getLast().content();
        return Arrays.copyOfRange(bits, 1, bits.length);
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
