package io.nave.protocol.http;

import java.util.List;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.id.ETag;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;

/** How JSON documents are answered: their content type, their etag in a header too (service-protocols §4.3, §4.4). */
final class WireJson {

    /** The content type of every body; Node parses nothing else (service-protocols §4.3). */
    static final String MEDIA_TYPE = "application/json; charset=utf-8";

    private WireJson() {
    }

    static Response.ResponseBuilder ok(JsonNode json) {
        return ok(JsonText.bytes(json));
    }

    /** A document that is a text already. */
    static Response.ResponseBuilder ok(byte[] json) {
        return Response.ok(json).type(MEDIA_TYPE);
    }

    /** A document that has a version. */
    static Response versioned(JsonNode json, ETag etag) {
        return ok(json).header(HttpHeaders.ETAG, "\"" + etag + "\"").build();
    }

    static ArrayNode array(List<? extends JsonNode> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return array;
    }

    /** The {@code top} of a listing, 0 when there is none; fails with ARGUMENT_INVALID when it is no number. */
    static int top(@Nullable String text) {
        return text == null ? 0 : number("top", text);
    }

    /** A number in a query; fails with ARGUMENT_INVALID when it is none. */
    static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw JsonFields.invalid(name + " is a number");
        }
    }
}
