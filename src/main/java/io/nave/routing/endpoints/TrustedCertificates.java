package io.nave.routing.endpoints;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Certificates in PEM that an endpoint's server may be vouched for by. */
final class TrustedCertificates {

    private static final int MAX_LENGTH = 65_536;

    private TrustedCertificates() {
    }

    /** Fails with ARGUMENT_INVALID unless there is at least one certificate, and nothing that is none. */
    static String require(String pem) {
        if (pem.length() > MAX_LENGTH) {
            throw invalid("are at most " + MAX_LENGTH + " characters");
        }
        try {
            byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
            if (!CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)).isEmpty()) {
                return pem;
            }
        } catch (CertificateException e) {
            throw invalid("cannot be read");
        }
        throw invalid("are none");
    }

    private static HubException invalid(String what) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The trustedCertificates, in PEM, " + what);
    }
}
