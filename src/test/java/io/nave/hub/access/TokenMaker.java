package io.nave.hub.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes SAS tokens as clients do, for tests. */
public final class TokenMaker {

    private TokenMaker() {
    }

    /** A token of a policy for this resource as written, for an hour from now. */
    public static String ofPolicy(String resource, String policy, String key) {
        return token(resource, key, Instant.now().plus(Duration.ofHours(1)).getEpochSecond()) + "&skn=" + policy;
    }

    /** A token for this resource as written; no policy, so one of a device. */
    public static String token(String resource, String key, long expiry) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            byte[] signature = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
            return "SharedAccessSignature sr=" + resource + "&sig="
                    + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8) + "&se="
                    + expiry;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
