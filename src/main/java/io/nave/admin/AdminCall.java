package io.nave.admin;

import java.io.IOException;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;

/** What calls of the admin API have in common: who may make them, how bodies are read and answers written. */
final class AdminCall {

    static final String JSON = "application/json; charset=utf-8";

    /** A field that stands twice would be taken for the one that the reader does not see. */
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private AdminCall() {
    }

    /** The caller, who has the rights of an operator. Fails with an unauthorized code. */
    static Caller operator(SecurityContext security) {
        Caller caller = Caller.of(security.getUserPrincipal());
        caller.require(Permission.REGISTRY_WRITE);
        caller.require(Permission.SERVICE_CONNECT);
        return caller;
    }

    /** Reads a body; fails with IOT_HUB_FORMAT_ERROR, which says where but quotes nothing. */
    static JsonNode read(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (json != null && !json.isMissingNode()) {
                return json;
            }
        } catch (IOException e) {
            // told below, without the text, which may hold a key
        }
        throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body is not one JSON document without repeated fields");
    }

    /**
     * Reads a body about something whose name is in the path, and puts the name into it. Fails as {@link #read} does, and with
     * ARGUMENT_INVALID when it says another name.
     */
    static JsonNode named(String field, String name, byte[] body) {
        JsonNode json = read(body);
        if (json instanceof ObjectNode object) {
            if (object.hasNonNull(field) && !object.path(field).asText().equals(name)) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID, "The " + field + " in the body is not the one in the path");
            }
            object.put(field, name);
        }
        return json;
    }

    static Response answer(JsonNode json) {
        return Response.ok(json.toString()).type(JSON).build();
    }

    static Response answer(int status, JsonNode json, ETag etag) {
        return Response.status(status).entity(json.toString()).type(JSON)
                .header(HttpHeaders.ETAG, "\"" + etag + "\"").build();
    }
}
