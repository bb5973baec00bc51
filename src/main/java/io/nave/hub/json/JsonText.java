package io.nave.hub.json;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Reads JSON texts; one text, and nothing behind it. */
public final class JsonText {

    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonText() {
    }

    /** Reads a text that must be a JSON object; fails with IOT_HUB_FORMAT_ERROR. */
    public static JsonNode object(byte[] text) {
        return object(MAPPER, text);
    }

    static JsonNode object(ObjectMapper mapper, byte[] text) {
        JsonNode json = read(mapper, text);
        if (!json.isObject()) {
            throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body must be a JSON object");
        }
        return json;
    }

    /** Reads a text that must be a JSON array; fails with IOT_HUB_FORMAT_ERROR. */
    public static JsonNode array(byte[] text) {
        return array(MAPPER, text);
    }

    static JsonNode array(ObjectMapper mapper, byte[] text) {
        JsonNode json = read(mapper, text);
        if (!json.isArray()) {
            throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body must be a JSON array");
        }
        return json;
    }

    /** The UTF-8 text of a document. */
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A document can be written", e);
        }
    }

    private static JsonNode read(ObjectMapper mapper, byte[] text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body is not well-formed JSON", e);
        }
    }
}
