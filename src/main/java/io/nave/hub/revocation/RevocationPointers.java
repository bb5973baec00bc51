package io.nave.hub.revocation;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a certificate says that its standing can be asked: OCSP responders (authority information access, RFC 5280 §4.2.2.1)
 * and
 * revocation lists (CRL distribution points, §4.2.1.13). {@code given} is whether it says anything, be it unusable: addresses
 * other than http and https are never asked, and lists for some reasons only or of another issuer decide nothing.
 */
record RevocationPointers(List<URI> responders, List<URI> lists, boolean given) {

    private static final String ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final String DISTRIBUTION = "2.5.29.31";
    private static final byte[] OCSP = { 0x2b, 6, 1, 5, 5, 7, 0x30, 1 }; // 1.3.6.1.5.5.7.48.1
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int MAX_ADDRESSES = 2;
    private static final int URI_TAG = 0x86;
    private static final int NAME_TAG = 0xa0;

    static RevocationPointers of(X509Certificate certificate) {
        Optional<DerElement> access = extension(certificate, ACCESS);
        Optional<DerElement> distribution = extension(certificate, DISTRIBUTION);
        boolean given = distribution.isPresent()
                || access.stream().flatMap(RevocationPointers::children).anyMatch(RevocationPointers::isOcsp);
        return new RevocationPointers(
                first(access.stream().flatMap(RevocationPointers::children).filter(RevocationPointers::isOcsp)
                        .flatMap(RevocationPointers::children)),
                first(distribution.stream().flatMap(RevocationPointers::children).filter(RevocationPointers::isWhole)
                        .flatMap(RevocationPointers::names)),
                given);
    }

    /** An extension that is there but unreadable is one without elements. */
    private static Optional<DerElement> extension(X509Certificate certificate, String oid) {
        return Optional.ofNullable(certificate.getExtensionValue(oid)).map(RevocationPointers::unwrapped);
    }

    private static DerElement unwrapped(byte[] value) {
        try {
            return DerElement.of(DerElement.of(value).content());
        } catch (IllegalArgumentException malformed) {
            return DerElement.of(new byte[] { 0x30, 0 });
        }
    }

    private static Stream<DerElement> children(DerElement element) {
        try {
            return element.children().stream();
        } catch (IllegalArgumentException malformed) {
            return Stream.empty();
        }
    }

    private static boolean isOcsp(DerElement description) {
        return children(description).findFirst().filter(method -> method.contains(OCSP)).isPresent();
    }

    /** Whether a distribution point names nothing but its list: no subset of reasons, no other issuer. */
    private static boolean isWhole(DerElement point) {
        return children(point).allMatch(part -> part.is(NAME_TAG));
    }

    /** DistributionPoint [0] DistributionPointName [0] fullName. */
    private static Stream<DerElement> names(DerElement point) {
        return children(point).flatMap(RevocationPointers::children).filter(name -> name.is(NAME_TAG))
                .flatMap(RevocationPointers::children);
    }

    private static List<URI> first(Stream<DerElement> names) {
        return names.filter(name -> name.is(URI_TAG)).map(RevocationPointers::address).flatMap(Optional::stream)
                .limit(MAX_ADDRESSES).toList();
    }

    private static Optional<URI> address(DerElement name) {
        try {
            URI uri = URI.create(name.text());
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return SCHEMES.contains(scheme) && uri.getHost() != null && uri.getUserInfo() == null ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
