package io.nave.hub.json;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** A JSON object of which every field is known; each reader fails with ARGUMENT_INVALID in words that say what is expected. */
public final class StrictObject {

    private final String name;
    private final JsonNode json;

    /** {@code name} is what a refusal calls the object. Fails with ARGUMENT_INVALID at a field that is not among these. */
    public StrictObject(String name, JsonNode json, List<String> fields) {
        this.name = name;
        this.json = json;
        if (!json.isObject()) {
            throw invalid(name + " must be a JSON object");
        }
        for (String field : (Iterable<String>) json::fieldNames) {
            if (!fields.contains(field)) {
                throw invalid("'" + shown(field) + "' is no field of " + name + "; it has " + String.join(", ", fields));
            }
        }
    }

    /** Whether it is there and not null. */
    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** False when it is left out. */
    public boolean flag(String field) {
        JsonNode value = json.path(field);
        if (has(field) && !value.isBoolean()) {
            throw invalid(field + " must be true or false");
        }
        return value.asBoolean();
    }

    /** It must be there. */
    public String text(String field) {
        if (!has(field)) {
            throw invalid(name + " must have the field " + field);
        }
        return requireText(field, json.path(field));
    }

    /** A whole number, or this when it is left out. */
    public long number(String field, long otherwise) {
        JsonNode value = json.path(field);
        if (has(field) && !(value.isIntegralNumber() && value.canConvertToInt())) {
            throw invalid(field + " must be a whole number");
        }
        return has(field) ? value.asLong() : otherwise;
    }

    /** Empty when it is left out. */
    public List<JsonNode> array(String field) {
        JsonNode value = json.path(field);
        if (has(field) && !value.isArray()) {
            throw invalid(field + " must be a JSON array");
        }
        List<JsonNode> entries = new ArrayList<>();
        value.forEach(entries::add);
        return entries;
    }

    /** An empty object when it is left out. */
    public JsonNode child(String field) {
        return has(field) ? json.path(field) : JsonNodeFactory.instance.objectNode();
    }

    /** The text of a value, which a refusal calls {@code name}. */
    public static String requireText(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw invalid(name + " must be a text");
        }
        return value.asText();
    }

    private static String shown(String field) {
        return field.length() > 64 ? field.substring(0, 64) + "…" : field;
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
