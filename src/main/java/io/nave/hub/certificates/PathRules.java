package io.nave.hub.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.nave.hub.error.HubException;

import static io.nave.hub.certificates.CertificatePath.refused;

/**
 * What a path must keep to (RFC 5280 §6.1): validity dates, basic constraints, path lengths, key usages, name constraints and
 * unknown critical extensions are the JDK's PKIX validator's; what that does not hold against a trust anchor, and strength, are
 * ours. Refusals are IOT_HUB_UNAUTHORIZED and say which rule, for the log.
 */
final class PathRules {

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private PathRules() {
    }

    static void require(CertificatePath path, Instant now) {
        requireAnchor(path, now);
        path.certificates().forEach(PathRules::requireStrong);
        if (path.certificates().getFirst().getBasicConstraints() >= 0) {
            throw refused("the certificate presented is that of an authority, not of a device");
        }
        validate(path, now);
    }

    private static void requireAnchor(CertificatePath path, Instant now) {
        CertificateAuthority authority = path.authority();
        X509Certificate anchor = authority.certificate();
        if (!authority.isVerified()) {
            throw refused("the certificate authority '" + authority.name() + "' is registered but not verified");
        }
        if (!Validity.of(anchor).includes(now)) {
            throw refused("the certificate of the authority '" + authority.name() + "' is not valid now");
        }
        long between = path.certificates().stream().skip(1).filter(PathRules::counts).count();
        if (anchor.getBasicConstraints() < between) {
            throw refused("the authority '" + authority.name() + "' does not allow so many authorities below it");
        }
    }

    /** A certificate that renews its own issuer's does not count against a path length (RFC 5280 §4.2.1.9). */
    private static boolean counts(X509Certificate certificate) {
        return !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static void requireStrong(X509Certificate certificate) {
        Optional<String> weakness = Stream.of(Strength.weaknessOfKey(certificate), Strength.weaknessOfSignature(certificate))
                .flatMap(Optional::stream).findFirst();
        if (weakness.isPresent()) {
            throw refused("a certificate of the chain is too weak: " + weakness.get());
        }
    }

    private static void validate(CertificatePath path, Instant now) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.authority().certificate(), null)));
            parameters.setDate(Date.from(now));
            parameters.setRevocationEnabled(false); // asked afterwards, without blocking
            parameters.setTargetCertConstraints(deviceUsage());
            CertPathValidator.getInstance("PKIX").validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(path.certificates()), parameters);
        } catch (CertPathValidatorException e) {
            throw explained(e, path.certificates());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("the certificate chain cannot be validated");
        }
    }

    /** Whoever limits what the key may be used for must allow client authentication, which is a digital signature. */
    private static X509CertSelector deviceUsage() throws GeneralSecurityException {
        X509CertSelector selector = new X509CertSelector();
        selector.setKeyUsage(new boolean[] { true });
        try {
            selector.setExtendedKeyUsage(Set.of(CLIENT_AUTHENTICATION));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return selector;
    }

    private static HubException explained(CertPathValidatorException e, List<X509Certificate> path) {
        String whose = e.getIndex() <= 0 ? "the certificate presented" : "certificate " + e.getIndex() + " above it";
        return refused(whose + ' ' + words(e.getReason(), path));
    }

    private static String words(Reason reason, List<X509Certificate> path) {
        return switch (reason) {
            case BasicReason.EXPIRED -> "is expired";
            case BasicReason.NOT_YET_VALID -> "is not valid yet";
            case BasicReason.ALGORITHM_CONSTRAINED -> "uses an algorithm that is switched off";
            case PKIXReason.NOT_CA_CERT -> "is not that of an authority";
            case PKIXReason.PATH_TOO_LONG -> "is deeper than an authority above it allows";
            case PKIXReason.INVALID_KEY_USAGE -> "may not be used for this";
            case PKIXReason.INVALID_NAME -> "has a name that an authority above it does not allow";
            case PKIXReason.UNRECOGNIZED_CRIT_EXT -> "has a critical extension that is not supported";
            default -> "does not keep the rules of certificate paths (" + reason + ", " + path.size() + " certificates)";
        };
    }
}
