package io.nave.hub.certificates;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Reads a certificate as operators upload it: PEM, or base64 of the DER form or of a PEM file. */
final class CertificateText {

    private static final int MAX_TEXT = 32 * 1024;
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private CertificateText() {
    }

    /** Fails with ARGUMENT_INVALID when it is not exactly one certificate. */
    static X509Certificate parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw invalid("is longer than " + MAX_TEXT + " characters");
        }
        try {
            return single(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(text))));
        } catch (CertificateException | RuntimeException e) {
            throw e instanceof HubException refusal ? refusal : invalid("cannot be read");
        }
    }

    private static byte[] bytes(String text) {
        String stripped = text.strip();
        byte[] bytes = stripped.startsWith("-----") ? stripped.getBytes(StandardCharsets.US_ASCII)
                : Base64.getMimeDecoder().decode(stripped);
        boolean isPem = new String(bytes, StandardCharsets.US_ASCII).contains(PEM);
        boolean isDer = bytes.length > 0 && bytes[0] == 0x30;
        if (!isPem && !isDer) {
            throw invalid("is neither PEM nor base64 of DER");
        }
        return bytes;
    }

    private static X509Certificate single(Collection<? extends Certificate> certificates) {
        if (certificates.size() != 1) {
            throw invalid("must be one certificate, not " + certificates.size());
        }
        return (X509Certificate) certificates.iterator().next();
    }

    private static HubException invalid(String what) {
        return new HubException(ErrorCode.ARGUMENT_INVALID,
                "The certificate " + what + "; send one X.509 certificate as PEM or as base64 of its DER form");
    }
}
