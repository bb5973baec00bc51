package io.nave.hubprocess;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes SAS tokens as the device and service SDKs do (service-protocols §3.2, device-protocols §4.1). */
public final class SasTokens {

    private SasTokens() {
    }

    /** A device's token: the resource is percent-encoded and signed in that form; the life time may be negative. */
    public static String device(String host, String deviceId, String key, Duration life) {
        return token(URLEncoder.encode(host + "/devices/" + deviceId, StandardCharsets.UTF_8), key, life);
    }

    /** A shared access policy's token for the whole hub, valid for an hour. */
    public static String policy(String host, String policy, String key) {
        return token(host, key, Duration.ofHours(1)) + "&skn=" + policy;
    }

    private static String token(String resource, String key, Duration life) {
        long expiry = Instant.now().plus(life).getEpochSecond();
        String signature = Base64.getEncoder().encodeToString(hmac(key, resource + "\n" + expiry));
        return "SharedAccessSignature sr=" + resource + "&sig=" + URLEncoder.encode(signature, StandardCharsets.UTF_8) + "&se="
                + expiry;
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
