package io.nave.hub.access;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Tells keys apart without keeping them: a fingerprint is worth nothing outside the process that made it. */
final class KeyFingerprints {

    private static final byte[] SECRET = new byte[32];

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private KeyFingerprints() {
    }

    static String of(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(key.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** Whether one of these keys has the fingerprint. */
    static boolean anyHas(List<String> keys, String fingerprint) {
        return keys.stream().anyMatch(key -> ConstantTime.equal(of(key), fingerprint));
    }
}
