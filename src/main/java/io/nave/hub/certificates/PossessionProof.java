package io.nave.hub.certificates;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;

import jakarta.inject.Singleton;

import io.nave.hub.access.CommonName;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * How an operator proves to hold the key of an authority: with it, a certificate is signed whose common name is a code that
 * only
 * the hub could have chosen (device-protocols §4.5).
 */
@Singleton
public final class PossessionProof {

    private static final int CODE_BYTES = 24;

    private final SecureRandom random = new SecureRandom();

    /** A new code, 48 upper-case hexadecimal digits. */
    String code() {
        byte[] code = new byte[CODE_BYTES];
        random.nextBytes(code);
        return HexFormat.of().withUpperCase().formatHex(code);
    }

    /** Fails with INVALID_OPERATION when no code was given out, with ARGUMENT_INVALID when the proof is none. */
    static void require(CertificateAuthority authority, X509Certificate proof, Instant now) {
        String code = switch (authority.possession()) {
            case Possession.Challenged challenged -> challenged.code();
            case Possession.Unproven unproven -> throw invalidOperation("generate a verification code first");
            case Possession.Verified verified -> throw invalidOperation("it is verified already");
        };
        if (!CommonName.of(proof).filter(code::equals).isPresent()) {
            throw invalid("its common name is not the verification code");
        }
        if (!CertificatePath.isIssuedBy(proof, authority.certificate())) {
            throw invalid("it is not signed by the authority");
        }
        if (!Validity.of(proof).includes(now)) {
            throw invalid("it is not valid now");
        }
    }

    static HubException invalidOperation(String why) {
        return new HubException(ErrorCode.INVALID_OPERATION, "The certificate authority cannot be verified now: " + why);
    }

    private static HubException invalid(String why) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The certificate does not prove possession of the key: " + why);
    }
}
