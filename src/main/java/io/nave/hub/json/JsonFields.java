package io.nave.hub.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Reads the fields of a JSON object; one that is left out or null is empty, one of another type is ARGUMENT_INVALID. */
public final class JsonFields {

    private JsonFields() {
    }

    public static Optional<String> text(JsonNode json, String name) {
        return field(json, name).map(member -> require(member.isTextual(), member, name + " must be a string").textValue());
    }

    public static Optional<Boolean> bool(JsonNode json, String name) {
        return field(json, name)
                .map(member -> require(member.isBoolean(), member, name + " must be true or false").booleanValue());
    }

    public static Optional<Integer> integer(JsonNode json, String name) {
        return field(json, name).map(member -> require(member.isIntegralNumber() && member.canConvertToInt(), member,
                name + " must be a whole number").intValue());
    }

    public static Optional<JsonNode> object(JsonNode json, String name) {
        return field(json, name).map(member -> require(member.isObject(), member, name + " must be an object"));
    }

    public static Optional<List<String>> texts(JsonNode json, String name) {
        return field(json, name).map(member -> require(member.isArray(), member, name + " must be an array"))
                .map(array -> textsIn(array, name));
    }

    private static List<String> textsIn(JsonNode array, String name) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(require(element.isTextual(), element, name + " must be strings").textValue()));
        return texts;
    }

    private static Optional<JsonNode> field(JsonNode json, String name) {
        JsonNode member = json.path(name);
        return member.isMissingNode() || member.isNull() ? Optional.empty() : Optional.of(member);
    }

    private static JsonNode require(boolean right, JsonNode json, String otherwise) {
        if (!right) {
            throw invalid(otherwise);
        }
        return json;
    }

    /** The refusal of a field. */
    public static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
