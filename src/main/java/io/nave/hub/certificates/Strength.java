package io.nave.hub.certificates;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** What is too weak to rest access on: signatures over MD2, MD5 or SHA-1, DSA, RSA under 2048 bits, curves under 256 bits. */
final class Strength {

    private static final int RSA_BITS = 2048;
    private static final int CURVE_BITS = 256;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final String PSS = "RSASSA-PSS";

    private Strength() {
    }

    /** Why the key of a certificate is too weak. */
    static Optional<String> weaknessOfKey(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa when rsa.getModulus().bitLength() < RSA_BITS ->
                Optional.of("its RSA key has fewer than " + RSA_BITS + " bits");
            case ECPublicKey ec when ec.getParams().getOrder().bitLength() < CURVE_BITS ->
                Optional.of("its elliptic curve has fewer than " + CURVE_BITS + " bits");
            case DSAPublicKey dsa -> Optional.of("its key is a DSA key");
            case PublicKey strong -> Optional.empty();
        };
    }

    /** Why the signature on a certificate is too weak. */
    static Optional<String> weaknessOfSignature(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName();
        String digest = algorithm.equals(PSS) ? digestOfPss(certificate) : algorithm;
        String upper = digest.toUpperCase(Locale.ROOT).replace("-", "");
        boolean weak = upper.startsWith("MD") || upper.startsWith("SHA1");
        return weak ? Optional.of("it is signed with " + algorithm + ", digest " + digest) : Optional.empty();
    }

    /** The digest stands in the parameters, and is SHA-1 where they say nothing (RFC 4055 §3.1). */
    private static String digestOfPss(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
            parameters.init(Optional.ofNullable(certificate.getSigAlgParams()).orElse(new byte[] { 0x30, 0 }));
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | IOException unreadable) {
            return "SHA-1";
        }
    }

    /**
     * Whether verifying with the key of a certificate that a stranger shows could cost so much that he would show it for that.
     */
    static boolean isCostly(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey rsa
                && (rsa.getModulus().bitLength() > MAX_RSA_BITS || rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS);
    }
}
