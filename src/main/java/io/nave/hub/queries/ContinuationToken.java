package io.nave.hub.queries;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.JsonText;

/**
 * The {@code x-ms-continuation} of a page (semantics §3.1, §3.7). It holds all that is needed to go on: which query it is of,
 * how many rows went before and where the last one stood; so it outlives replicas. Whoever makes one up sees no more than the
 * query shows.
 */
record ContinuationToken(String query, int before, QueryPosition position) {

    private static final int MAX_LENGTH = 8192;
    private static final int HASH_BYTES = 12;
    private static final int FIRST_PART = 2;

    static ContinuationToken of(String text, int before, QueryPosition position) {
        return new ContinuationToken(hash(text), before, position);
    }

    /** Fails with ARGUMENT_INVALID when it is none, or is one of another query. */
    static ContinuationToken parse(String token, String text) {
        Optional<ContinuationToken> read = token.length() > MAX_LENGTH ? Optional.empty() : read(token);
        return read.filter(continuation -> continuation.query().equals(hash(text))).orElseThrow(() -> new HubException(
                ErrorCode.ARGUMENT_INVALID, "The continuation token is not one of this query; begin again without it"));
    }

    private static Optional<ContinuationToken> read(String token) {
        try {
            JsonNode json = JsonText.array(Base64.getUrlDecoder().decode(token.strip()));
            boolean whole = json.size() > FIRST_PART && json.get(1).canConvertToInt() && json.get(1).intValue() >= 0;
            List<String> texts = json.valueStream().map(JsonNode::asText).toList();
            return whole ? Optional.of(new ContinuationToken(texts.getFirst(), json.get(1).intValue(),
                    new QueryPosition(texts.subList(FIRST_PART, texts.size())))) : Optional.empty();
        } catch (IllegalArgumentException | HubException notOurs) {
            return Optional.empty();
        }
    }

    /** In characters that a header may have. */
    String text() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode().add(query).add(before);
        position.parts().forEach(json::add);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonText.bytes(json));
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
