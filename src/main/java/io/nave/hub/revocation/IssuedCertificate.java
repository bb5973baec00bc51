package io.nave.hub.revocation;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;

/** A certificate and the certificate of who signed it. */
public record IssuedCertificate(X509Certificate certificate, X509Certificate issuer) {

    /** The links of a path, leaf first and trust anchor last. */
    public static List<IssuedCertificate> linksOf(List<X509Certificate> path) {
        return IntStream.range(0, path.size() - 1).mapToObj(i -> new IssuedCertificate(path.get(i), path.get(i + 1))).toList();
    }
}
