package io.nave.protocol.amqp;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SAS tokens as clients make them (service-protocols §3.2). */
final class Tokens {

    private Tokens() {
    }

    /** As Event Hubs clients do: the audience is encoded, the key is its text. */
    static String eventHubs(String audience, String policy, Instant expiry) {
        return token(URLEncoder.encode(audience, StandardCharsets.UTF_8), policy, expiry,
                AmqpEndpoint.KEY.getBytes(StandardCharsets.UTF_8));
    }

    /** As IoT Hub clients do: the host is not encoded, the key is decoded. */
    static String iotHub(String resource, String policy, Instant expiry) {
        return token(resource, policy, expiry, Base64.getDecoder().decode(AmqpEndpoint.KEY));
    }

    /** With a device's own key; the resource as it stands. */
    static String ofDevice(String resource, String key, Instant expiry) {
        return signed(resource, expiry, Base64.getDecoder().decode(key));
    }

    private static String token(String resource, String policy, Instant expiry, byte[] key) {
        return signed(resource, expiry, key) + "&skn=" + policy;
    }

    private static String signed(String resource, Instant expiry, byte[] key) {
        String toSign = resource + "\n" + expiry.getEpochSecond();
        String signature = Base64.getEncoder().encodeToString(hmac(key, toSign));
        return "SharedAccessSignature sr=" + resource + "&sig=" + URLEncoder.encode(signature, StandardCharsets.UTF_8) + "&se="
                + expiry.getEpochSecond();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
