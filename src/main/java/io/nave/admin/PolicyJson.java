package io.nave.admin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Permission;
import io.nave.hub.access.PolicyRequest;
import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.access.StoredPolicy;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A shared access policy as Azure writes it, {@code {"keyName","primaryKey","secondaryKey","rights"}}, with its etag. Of what
 * operators send a field that is not known is refused.
 */
final class PolicyJson {

    private static final String KEY_NAME = "keyName";
    private static final String RIGHTS = "rights";
    private static final String PRIMARY = "primaryKey";
    private static final String SECONDARY = "secondaryKey";
    private static final String ETAG = "etag";

    private PolicyJson() {
    }

    static ObjectNode withoutKeys(StoredPolicy stored) {
        return JsonNodeFactory.instance.objectNode().put(KEY_NAME, stored.policy().name())
                .put(RIGHTS, Permission.textOf(stored.policy().permissions())).put(ETAG, stored.etag().value());
    }

    static ObjectNode withKeys(StoredPolicy stored) {
        SharedAccessPolicy policy = stored.policy();
        return withoutKeys(stored).put(PRIMARY, policy.primaryKey()).put(SECONDARY, policy.secondaryKey());
    }

    /** Reads what a policy is to be; fails with ARGUMENT_INVALID. What an answer says, {@code etag} too, may be sent back. */
    static PolicyRequest request(String name, JsonNode json) {
        requireFields(json, List.of(KEY_NAME, RIGHTS, PRIMARY, SECONDARY, ETAG));
        if (text(json, KEY_NAME).filter(other -> !other.equals(name)).isPresent()) {
            throw invalid(KEY_NAME + " is not the name in the path");
        }
        String rights = text(json, RIGHTS).orElseThrow(() -> invalid("The body must have the field " + RIGHTS));
        return new PolicyRequest(name, Permission.parse(rights), text(json, PRIMARY), text(json, SECONDARY));
    }

    static KeyChange keyChange(JsonNode json) {
        requireFields(json, List.of(KEY_NAME));
        return switch (text(json, KEY_NAME).orElse("").toLowerCase(Locale.ROOT)) {
            case "primary" -> KeyChange.PRIMARY;
            case "secondary" -> KeyChange.SECONDARY;
            case "swap" -> KeyChange.SWAP;
            default -> throw invalid(KEY_NAME + " is primary, secondary or swap");
        };
    }

    private static void requireFields(JsonNode json, List<String> known) {
        if (!json.isObject()) {
            throw invalid("The body must be a JSON object");
        }
        for (String field : (Iterable<String>) json::fieldNames) {
            if (!known.contains(field)) {
                throw invalid("The body has a field that is not known; there are " + String.join(", ", known));
            }
        }
    }

    /** Empty when it is left out, null, or an empty text. */
    private static Optional<String> text(JsonNode json, String field) {
        if (json.hasNonNull(field) && !json.path(field).isTextual()) {
            throw invalid(field + " must be a text");
        }
        return Optional.of(json.path(field).asText("")).filter(text -> json.hasNonNull(field) && !text.isEmpty());
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
