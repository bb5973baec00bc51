package io.nave.twins;

import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON of twins as tests read it: strictly, with whole numbers apart from others. */
final class TwinJson {

    private static final JsonMapper STRICT = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** Members of a section's root that belong to the hub. */
    private static final Set<String> OF_THE_HUB = Set.of("$metadata", "$version", "$etag");

    private TwinJson() {
    }

    static ObjectNode newObject() {
        return STRICT.createObjectNode();
    }

    /** Reads an object; what is not one, or names a member twice, fails. */
    static ObjectNode object(String text) {
        try {
            if (STRICT.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + text, e);
        }
        throw new IllegalArgumentException("Not an object: " + text);
    }

    /** The object at a JSON pointer, or an empty one where there is none. */
    static ObjectNode objectAt(JsonNode document, String pointer) {
        return document.at(pointer) instanceof ObjectNode object ? object : newObject();
    }

    /** A copy without those members of the root that belong to the hub. */
    static ObjectNode plain(ObjectNode section) {
        ObjectNode copy = section.deepCopy();
        copy.remove(OF_THE_HUB);
        return copy;
    }

    /** The number at a JSON pointer; -1 where there is no whole number. */
    static long numberAt(JsonNode document, String pointer) {
        JsonNode node = document.at(pointer);
        return node.isIntegralNumber() ? node.longValue() : -1;
    }
}
