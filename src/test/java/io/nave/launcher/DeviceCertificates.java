package io.nave.launcher;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Certificates as devices carry them: self-signed, known to the hub by their thumbprint. For tests. */
public final class DeviceCertificates {

    private DeviceCertificates() {
    }

    /** A device's certificate and key, as objects and as PEM (PKCS#8 for the key). */
    public record DeviceCertificate(X509Certificate certificate, PrivateKey key, String certificatePem, String keyPem) {

        /** SHA-1 over the DER form, 40 upper-case hexadecimal digits, as {@code x509Thumbprint} takes it. */
        public String thumbprint() {
            return digest("SHA-1");
        }

        /** SHA-256 over the DER form, 64 upper-case hexadecimal digits, as {@code x509Thumbprint} takes it, too. */
        public String sha256Thumbprint() {
            return digest("SHA-256");
        }

        private String digest(String algorithm) {
            try {
                return HexFormat.of().withUpperCase()
                        .formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
            } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A certificate with the device id as its common name, valid for a day. */
    public static DeviceCertificate selfSigned(String deviceId) {
        return device(Certificates.selfSigned(deviceId, Duration.ofDays(1), List.of()));
    }

    /** A certificate that has been valid until a moment ago. */
    public static DeviceCertificate expired(String deviceId) {
        return device(Certificates.selfSigned(deviceId, Duration.ofSeconds(-1), List.of()));
    }

    private static DeviceCertificate device(Certificates.Identity identity) {
        return new DeviceCertificate(identity.certificate(), identity.key(), identity.chainPem(), identity.keyPem());
    }
}
