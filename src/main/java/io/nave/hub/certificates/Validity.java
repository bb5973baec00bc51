package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** When a certificate is valid, both ends included (RFC 5280 §4.1.2.5). */
record Validity(Instant notBefore, Instant notAfter) {

    static Validity of(X509Certificate certificate) {
        return new Validity(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    boolean includes(Instant now) {
        return !now.isBefore(notBefore) && !isOver(now);
    }

    boolean isOver(Instant now) {
        return now.isAfter(notAfter);
    }
}
