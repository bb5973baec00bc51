package io.nave.hub.access;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.CertificateMarks;

/** How an operator names a certificate that is to let nobody in any more. */
public sealed interface DeniedCertificate {

    /** What it is recognised by, as in {@link CertificateMarks}. */
    String mark();

    /** SHA-1 or SHA-256 of the DER form, in hex digits; colons and spaces between them do not count. */
    record Thumbprint(String thumbprint) implements DeniedCertificate {

        private static final Pattern HEX = Pattern.compile("[0-9A-F]{40}|[0-9A-F]{64}");

        /** Fails with ARGUMENT_INVALID when it is none. */
        public Thumbprint {
            thumbprint = thumbprint.replaceAll("[:\\s]", "").toUpperCase(Locale.ROOT);
            if (!HEX.matcher(thumbprint).matches()) {
                throw invalid("A thumbprint has 40 (SHA-1) or 64 (SHA-256) hex digits");
            }
        }

        @Override
        public String mark() {
            return thumbprint;
        }
    }

    /**
     * The pair by which authorities revoke: issuer as in RFC 4514, {@code CN=Factory CA,O=Acme}, serial number in hex digits.
     */
    record IssuerAndSerial(String issuer, String serialNumber) implements DeniedCertificate {

        private static final Pattern HEX = Pattern.compile("[0-9A-F]{1,40}");
        private static final int MAX_ISSUER = 1024;

        /** Fails with ARGUMENT_INVALID when it is none. */
        public IssuerAndSerial {
            serialNumber = serialNumber.replaceAll("[:\\s]", "").toUpperCase(Locale.ROOT);
            if (!HEX.matcher(serialNumber).matches()) {
                throw invalid("A serialNumber has 1 to 40 hex digits");
            }
            principal(issuer);
        }

        @Override
        public String mark() {
            return CertificateMarks.issuerAndSerial(principal(issuer), new BigInteger(serialNumber, 16));
        }

        private static X500Principal principal(String issuer) {
            if (issuer.isBlank() || issuer.length() > MAX_ISSUER) {
                throw invalid("An issuer has 1 to " + MAX_ISSUER + " characters");
            }
            try {
                return new X500Principal(issuer);
            } catch (IllegalArgumentException e) {
                throw invalid("An issuer is a distinguished name such as CN=Factory CA,O=Acme");
            }
        }
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
