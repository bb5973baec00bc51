package io.nave.hub.twins;

import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is to become of one section of a twin: an object that is merged into it, nulls delete (semantics §4.3). {@code json} is
 * its text, which keeps every rule of {@link TwinRules}.
 */
public record TwinPatch(TwinSection section, String json) {

    /** Members that clients send back as they read them. */
    private static final Set<String> READ_ONLY = Set.of("$metadata", "$version", "$etag");
    private static final String NOTHING = "{}";

    /**
     * Of what a client sent; the read-only members of the section are left out. Fails with ARGUMENT_INVALID, or TWIN_TOO_LARGE
     * when the patch alone is larger than the section may be.
     */
    public static TwinPatch of(TwinSection section, JsonNode content) {
        JsonNode writable = withoutReadOnly(content);
        TwinRules.check(section, writable);
        return new TwinPatch(section, writable.toString());
    }

    private static JsonNode withoutReadOnly(JsonNode content) {
        return READ_ONLY.stream().noneMatch(content::has) ? content : ((ObjectNode) content).deepCopy().remove(READ_ONLY);
    }

    /** Whether it changes nothing. */
    public boolean isEmpty() {
        return json.equals(NOTHING);
    }
}
