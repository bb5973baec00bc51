package io.nave.oidc;

import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;

/**
 * Tells a token that is no good from a provider that cannot be asked; the library wraps both in the same failure. The texts are
 * for the hub's log and quote nothing of the token, as the library's own do.
 */
final class TokenFault {

    private TokenFault() {
    }

    static boolean causes(Throwable failure) {
        return failure instanceof AuthenticationFailedException && isTheTokens(failure.getCause());
    }

    private static boolean isTheTokens(@Nullable Throwable cause) {
        return cause == null || cause instanceof InvalidJwtException || cause instanceof OIDCException;
    }

    /** Whether the token is signed by a key that is not here: the provider would have to be asked for it. */
    static boolean isUnknownKey(Throwable failure) {
        return failure.getCause() instanceof InvalidJwtException invalid
                && invalid.getCause() instanceof UnresolvableKeyException;
    }

    static String text(Throwable failure) {
        return failure.getCause() instanceof InvalidJwtException invalid ? text(invalid) : "the token is no signed JWT";
    }

    private static String text(InvalidJwtException invalid) {
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "the token is expired";
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "the token is made out to another audience";
        }
        if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID) || invalid.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "the token is of another issuer";
        }
        return invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID) ? "token signature is invalid"
                : "the token is not valid here";
    }
}
