package io.nave.hub.revocation;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an OCSP answer or a revocation list says about a certificate, by the JDK's PKIX validator, which also decides whether
 * the answer is the issuer's (or a responder's that the issuer has appointed) and in time. The path is the one certificate
 * below its issuer. CPU only.
 */
final class AnswerVerdict {

    private static final int CRL_SIGN = 6;

    private AnswerVerdict() {
    }

    /** By an OCSP answer. Given the answer, the validator asks nobody. */
    static Standing byAnswer(IssuedCertificate link, byte[] answer, Instant now) {
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(link.certificate(), answer));
            PKIXParameters parameters = parameters(link, now);
            parameters.addCertPathChecker(checker);
            return verdict(validator, link, parameters);
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            return Standing.UNKNOWN;
        }
    }

    /**
     * By a revocation list. Without a checker of its own the validator looks at given lists only, as long as the JVM is not
     * told
     * otherwise by {@code com.sun.security.enableCRLDP}.
     */
    static Standing byList(IssuedCertificate link, X509CRL list, Instant now) {
        boolean[] usage = link.issuer().getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return Standing.UNKNOWN;
        }
        try {
            PKIXParameters parameters = parameters(link, now);
            parameters.setRevocationEnabled(true);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list))));
            return verdict(CertPathValidator.getInstance("PKIX"), link, parameters);
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            return Standing.UNKNOWN;
        }
    }

    private static PKIXParameters parameters(IssuedCertificate link, Instant now) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(link.issuer(), null)));
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(false);
        return parameters;
    }

    private static Standing verdict(CertPathValidator validator, IssuedCertificate link, PKIXParameters parameters)
            throws GeneralSecurityException {
        try {
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(link.certificate())),
                    parameters);
            return Standing.GOOD;
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED ? Standing.REVOKED : Standing.UNKNOWN;
        }
    }
}
