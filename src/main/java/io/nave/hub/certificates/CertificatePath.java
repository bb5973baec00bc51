package io.nave.hub.certificates;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * The path from a device's certificate to a registered authority: leaf first, without the authority's own certificate. Found
 * by names and signatures, whatever the order in which the client shows its certificates and whether or not the root is among
 * them; the work is bounded by {@link #MAX_SHOWN} squared signatures.
 */
record CertificatePath(List<X509Certificate> certificates, CertificateAuthority authority) {

    /** How many certificates a client may show. */
    static final int MAX_SHOWN = 8;

    CertificatePath {
        certificates = List.copyOf(certificates);
    }

    /** Leaf first, the trust anchor last. */
    List<X509Certificate> withAnchor() {
        List<X509Certificate> all = new ArrayList<>(certificates);
        all.add(authority.certificate());
        return all;
    }

    /** Where the search has come to. */
    private record Step(X509Certificate certificate, List<X509Certificate> path) {

        Step up(X509Certificate issuer) {
            List<X509Certificate> longer = new ArrayList<>(path);
            longer.add(issuer);
            return new Step(issuer, longer);
        }
    }

    /**
     * The shortest path to an authority; one that is verified and valid now is preferred to others. Fails with
     * IOT_HUB_UNAUTHORIZED when there is none.
     */
    static CertificatePath find(List<X509Certificate> shown, List<CertificateAuthority> registered, Instant now) {
        if (shown.isEmpty() || shown.size() > MAX_SHOWN) {
            throw refused("a certificate chain has 1 to " + MAX_SHOWN + " certificates, not " + shown.size());
        }
        List<CertificateAuthority> preferred = registered.stream().sorted(Comparator.comparing(a -> !isUsable(a, now)))
                .toList();
        return search(shown, preferred)
                .orElseThrow(() -> refused("the certificate chain does not lead to a registered certificate authority"));
    }

    private static boolean isUsable(CertificateAuthority authority, Instant now) {
        return authority.isVerified() && Validity.of(authority.certificate()).includes(now);
    }

    /** Breadth first; each certificate is visited once, so that certificates which sign each other in circles end. */
    private static Optional<CertificatePath> search(List<X509Certificate> shown, List<CertificateAuthority> registered) {
        List<X509Certificate> unvisited = new ArrayList<>(shown.subList(1, shown.size()));
        unvisited.removeIf(Strength::isCostly);
        Deque<Step> frontier = new ArrayDeque<>(List.of(new Step(shown.getFirst(), List.of(shown.getFirst()))));
        while (!frontier.isEmpty()) {
            Step step = frontier.remove();
            Optional<CertificateAuthority> anchor = registered.stream()
                    .filter(a -> isIssuedBy(step.certificate(), a.certificate())).findFirst();
            if (anchor.isPresent()) {
                return Optional.of(new CertificatePath(step.path(), anchor.get()));
            }
            List<X509Certificate> issuers = unvisited.stream().filter(c -> isIssuedBy(step.certificate(), c)).toList();
            unvisited.removeAll(issuers);
            issuers.stream().map(step::up).forEach(frontier::add);
        }
        return Optional.empty();
    }

    static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                && isSignedBy(certificate, issuer);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException notSigned) {
            return false;
        }
    }

    static HubException refused(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, reason);
    }
}
