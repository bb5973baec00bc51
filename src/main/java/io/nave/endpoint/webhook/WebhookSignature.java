package io.nave.endpoint.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.nave.routing.endpoints.EndpointSecret;

/**
 * Signs requests: {@code t=<seconds since 1970>,v1=<HMAC-SHA256 in hex over "t.body">}. The time is signed too, so that a
 * receiver can refuse what is old.
 */
final class WebhookSignature {

    static final String HEADER = "Nave-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    WebhookSignature(EndpointSecret secret) {
        this.key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The value of the header. */
    String of(byte[] body, Instant now) {
        String time = Long.toString(now.getEpochSecond());
        return "t=" + time + ",v1=" + HexFormat.of().formatHex(hmac(time + ".", body));
    }

    private byte[] hmac(String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(prefix.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has " + ALGORITHM, e);
        }
    }
}
