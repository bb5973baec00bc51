package io.nave.hub.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * {@code SharedAccessSignature sr=…&sig=…&se=…[&skn=…]} in any order and spelling (device-protocols §4.1, service-protocols
 * §3.2). The signature is over the {@code sr} text exactly as it was received: it is never decoded and encoded again.
 */
final class SasToken {

    private static final String SCHEME = "SharedAccessSignature";
    private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final TokenScope scope;
    private final byte[] signedText;
    private final byte[] signature;
    private final Instant expiresAt;
    private final Optional<String> policyName;

    private SasToken(Map<String, String> fields) {
        String resource = field(fields, "sr");
        String expiry = field(fields, "se");
        this.scope = TokenScope.parse(resource);
        this.signedText = (resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8);
        this.signature = decodeSignature(field(fields, "sig"));
        this.expiresAt = readExpiry(expiry);
        this.policyName = Optional.ofNullable(fields.get("skn")).map(PercentEncoding::decode).filter(n -> !n.isEmpty());
    }

    /** Reads a token; fails with IOT_HUB_UNAUTHORIZED_ACCESS when the text is none. */
    static SasToken parse(String text) {
        String[] words = text.strip().split("\\s+", 3);
        if (words.length != 2 || !words[0].equalsIgnoreCase(SCHEME)) {
            throw malformed("is not of the form SharedAccessSignature sr=…&sig=…&se=…");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : words[1].split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(field.substring(0, equals).toLowerCase(Locale.ROOT), field.substring(equals + 1));
            }
        }
        return new SasToken(fields);
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed("has no field " + name);
        }
        return value;
    }

    /** Some hand-made tokens leave {@code +} as it is, some decoders make a space of it: both are meant. */
    private static byte[] decodeSignature(String text) {
        try {
            return Base64.getDecoder().decode(PercentEncoding.decode(text).replace(' ', '+'));
        } catch (IllegalArgumentException e) {
            throw malformed("has a signature that is not base64");
        }
    }

    private static Instant readExpiry(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return Instant.ofEpochSecond((long) Math.min(Math.max(seconds, 0), (double) LAST_SECOND));
        } catch (NumberFormatException e) {
            throw malformed("has an expiry that is not a number of seconds");
        }
    }

    private static HubException malformed(String what) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, "The token " + what);
    }

    TokenScope scope() {
        return scope;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /** Empty for a token made with a device's own key. */
    Optional<String> policyName() {
        return policyName;
    }

    boolean isExpired(Instant now) {
        return expiresAt.isBefore(now);
    }

    /** Which of these base64 keys made the signature; all are tried and each is compared in constant time. */
    Optional<String> signerAmong(List<String> keys, KeyForm forms) {
        Optional<String> signer = Optional.empty();
        for (String key : keys) {
            boolean signed = isSignedBy(decodeKey(key));
            signed |= forms == KeyForm.DECODED_OR_TEXT && isSignedBy(key.getBytes(StandardCharsets.UTF_8));
            signer = signed ? Optional.of(key) : signer;
        }
        return signer;
    }

    private boolean isSignedBy(byte[] key) {
        if (key.length == 0) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return MessageDigest.isEqual(mac.doFinal(signedText), signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static byte[] decodeKey(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // a key that was never valid signs nothing
        }
    }

    @Override
    public String toString() {
        return "SasToken[" + scope + "]";
    }
}
