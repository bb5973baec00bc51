package io.nave.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SAS tokens of a shared access policy (service-protocols §3.2). */
final class SharedAccessToken {

    private static final Duration LIFETIME = Duration.ofHours(12);

    private SharedAccessToken() {
    }

    static String of(String host, String policy, String key) {
        return of(host, policy, key, Instant.now().plus(LIFETIME).getEpochSecond());
    }

    static String of(String host, String policy, String key, long expiry) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            byte[] signature = mac.doFinal((host + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
            String encoded = URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8);
            return "SharedAccessSignature sr=" + host + "&sig=" + encoded + "&se=" + expiry + "&skn=" + policy;
        } catch (GeneralSecurityException e) {
            throw new BenchFailure("A token cannot be signed", e);
        }
    }
}
