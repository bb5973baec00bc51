package io.nave.hub.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * Which certificates may be registered as an authority, and under which names. What a trust anchor demands and the validator
 * does
 * not hold against it (RFC 5280 §6.1.1 leaves it to us) is refused here rather than passed over.
 */
final class AuthorityRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int KEY_CERT_SIGN = 5;
    private static final Set<String> HEEDED = Set.of("2.5.29.19", "2.5.29.15", "2.5.29.37"); // basic constraints, key usages
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private AuthorityRules() {
    }

    /** Fails with ARGUMENT_INVALID. */
    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("The name of a certificate has 1 to 64 letters, digits, '.', '-' and '_'");
        }
    }

    /** Fails with ARGUMENT_INVALID when the certificate cannot be that of an authority. */
    static void requireAuthority(X509Certificate certificate, Instant now) {
        weakness(certificate, now).ifPresent(why -> {
            throw invalid("This certificate cannot be registered as an authority: " + why);
        });
    }

    private static Optional<String> weakness(X509Certificate certificate, Instant now) {
        boolean[] usage = certificate.getKeyUsage();
        return Stream.of(
                when(certificate.getBasicConstraints() < 0, "its basic constraints do not say that it is a CA"),
                when(usage != null && !usage[KEY_CERT_SIGN], "its key usage does not include signing certificates"),
                when(Validity.of(certificate).isOver(now), "it is expired"),
                when(demandsMore(certificate), "it has constraints that are not supported on a registered authority;"
                        + " register the authority above it"),
                when(Strength.isCostly(certificate), "its RSA key is too large"),
                Strength.weaknessOfKey(certificate)).flatMap(Optional::stream).findFirst();
    }

    private static boolean demandsMore(X509Certificate certificate) {
        return certificate.getExtensionValue(NAME_CONSTRAINTS) != null
                || !HEEDED.containsAll(Optional.ofNullable(certificate.getCriticalExtensionOIDs()).orElse(Set.of()));
    }

    private static Optional<String> when(boolean holds, String why) {
        return holds ? Optional.of(why) : Optional.empty();
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
