package io.nave.hub.id;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * What a certificate is recognised by, without keeping it: the thumbprints of its DER form, upper-case hex (device-protocols
 * §4.5), and a digest of its issuer and serial number, the pair by which authorities revoke.
 */
public record CertificateMarks(String sha1, String sha256, String issuerAndSerial) {

    public static CertificateMarks of(X509Certificate certificate) {
        return new CertificateMarks(digest("SHA-1", encoded(certificate)), digest("SHA-256", encoded(certificate)),
                issuerAndSerial(certificate.getIssuerX500Principal(), certificate.getSerialNumber()));
    }

    /** The mark of every certificate that this issuer gave this number. */
    public static String issuerAndSerial(X500Principal issuer, BigInteger serial) {
        String pair = issuer.getName(X500Principal.CANONICAL) + '#' + serial.toString(16);
        return digest("SHA-256", pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The two thumbprints. */
    public List<String> thumbprints() {
        return List.of(sha1, sha256);
    }

    /** Everything it is recognised by. */
    public List<String> all() {
        return List.of(sha1, sha256, issuerAndSerial);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read can be written", e);
        }
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
