package io.nave.hub.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What nobody may be let in by, by what is wrong with it: the same table for REST, {@code $cbs}, SASL PLAIN and MQTT
 * (service-protocols
 * §3.2, device-protocols §4.1).
 */
public final class BadTokens {

    private static final String WRONG_KEY = "d3Jvbmcgd3Jvbmcgd3Jvbmch";

    private BadTokens() {
    }

    /**
     * Tokens of a policy for a resource, as they stand where a good one of this key would; the time is what the hub takes it
     * for.
     */
    public static Map<String, String> of(String resource, String policy, String key, Instant now) {
        long later = now.plus(Duration.ofHours(1)).getEpochSecond();
        String good = TokenMaker.token(resource, key, later) + "&skn=" + policy;
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("wrong key", TokenMaker.token(resource, WRONG_KEY, later) + "&skn=" + policy);
        bad.put("altered signature", good.replaceFirst("sig=..", good.contains("sig=AA") ? "sig=BB" : "sig=AA"));
        bad.put("empty signature", good.replaceFirst("sig=[^&]*", "sig="));
        bad.put("signature that is not base64", good.replaceFirst("sig=[^&]*", "sig=****"));
        bad.put("expired", TokenMaker.token(resource, key, now.minusSeconds(301).getEpochSecond()) + "&skn=" + policy);
        bad.put("expired long ago", TokenMaker.token(resource, key, 0) + "&skn=" + policy);
        bad.put("prolonged", good.replaceFirst("se=\\d+", "se=" + (later + 3600)));
        bad.put("expiry that is no number", good.replaceFirst("se=\\d+", "se=tomorrow"));
        bad.put("negative expiry", TokenMaker.token(resource, key, -1) + "&skn=" + policy);
        bad.put("expiry beyond all numbers", good.replaceFirst("se=\\d+", "se=99999999999999999999999999"));
        bad.put("another hub", TokenMaker.token("hub2.example.com", key, later) + "&skn=" + policy);
        bad.put("another hub with ours as its path",
                TokenMaker.token("hub2.example.com/" + resource, key, later) + "&skn=" + policy);
        bad.put("unknown policy", TokenMaker.token(resource, key, later) + "&skn=nobody");
        bad.put("policy in another case",
                TokenMaker.token(resource, key, later) + "&skn=" + policy.toUpperCase(java.util.Locale.ROOT));
        bad.put("policy with a pattern", TokenMaker.token(resource, key, later) + "&skn=%25");
        malformed(bad, good);
        return bad;
    }

    private static void malformed(Map<String, String> bad, String good) {
        bad.put("no resource", good.replaceFirst("sr=[^&]*&", ""));
        bad.put("empty resource", good.replaceFirst("sr=[^&]*&", "sr=&"));
        bad.put("no signature", good.replaceFirst("&sig=[^&]*", ""));
        bad.put("no expiry", good.replaceFirst("&se=\\d+", ""));
        bad.put("nothing but the scheme", "SharedAccessSignature");
        bad.put("the scheme and a space", "SharedAccessSignature ");
        bad.put("no scheme", good.substring("SharedAccessSignature ".length()));
        bad.put("Basic", "Basic aW90aHVib3duZXI6aW90aHVib3duZXI=");
        bad.put("another scheme", good.replace("SharedAccessSignature", "SharedKey"));
        bad.put("Bearer", "Bearer");
        bad.put("Bearer and nonsense", "Bearer nonsense");
        bad.put("Bearer and a SAS token", "Bearer " + good);
        bad.put("Bearer and a token of nobody", "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJpb3RodWJvd25lciJdfQ.");
        bad.put("two tokens", good + " " + good);
        bad.put("nonsense", "nonsense");
        bad.put("separators", "&&==&&==");
        bad.put("a broken escape", good.replaceFirst("sr=", "sr=%"));
        bad.put("long", "SharedAccessSignature sr=" + "x".repeat(5000) + "&sig=AAAA&se=1");
    }
}
