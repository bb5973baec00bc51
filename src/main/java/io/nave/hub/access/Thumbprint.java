package io.nave.hub.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** The fingerprints of a certificate's DER form, upper-case hex (device-protocols §4.5). */
final class Thumbprint {

    private Thumbprint() {
    }

    /** SHA-1 and SHA-256. */
    static List<String> allOf(X509Certificate certificate) {
        return List.of(digest("SHA-1", certificate), digest("SHA-256", certificate));
    }

    private static String digest(String algorithm, X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
