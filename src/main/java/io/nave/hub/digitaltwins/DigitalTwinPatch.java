package io.nave.hub.digitaltwins;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.twins.Twin;

/** A JSON Patch of a digital twin, turned into what is to be merged into the desired properties (service-protocols §5.17). */
final class DigitalTwinPatch {

    private static final int MAX_OPERATIONS = 100;

    private final Twin twin;
    private final ObjectNode merged = JsonNodeFactory.instance.objectNode();

    private DigitalTwinPatch(Twin twin) {
        this.twin = twin;
    }

    /**
     * Reads the operations, in their order, against the twin as it is. Fails with INVALID_DIGITAL_TWIN_PATCH or
     * INVALID_DIGITAL_TWIN_PATCH_PATH.
     */
    static ObjectNode desired(JsonNode operations, Twin twin) {
        DigitalTwinPatch patch = new DigitalTwinPatch(twin);
        if (operations.isEmpty() || operations.size() > MAX_OPERATIONS) {
            throw invalid("A patch has 1 to " + MAX_OPERATIONS + " operations");
        }
        operations.forEach(patch::add);
        return patch.merged;
    }

    private void add(JsonNode operation) {
        JsonPointer path = JsonPointer.parse(operation.path("path").asText(""));
        switch (operation.path("op").asText("")) {
            case "add", "replace" -> set(path.names(), value(operation));
            case "remove" -> set(path.names(), JsonNodeFactory.instance.nullNode());
            default -> throw invalid("An operation is add, replace or remove");
        }
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw invalid("add and replace have a value");
        }
        return operation.get("value");
    }

    private void set(List<String> path, JsonNode value) {
        ObjectNode place = merged;
        for (String name : path.subList(0, path.size() - 1)) {
            place = object(place, name);
        }
        if (path.size() > 1 && !isPlainObject(path.getFirst())) {
            object(merged, path.getFirst()).put(Components.TYPE, Components.COMPONENT);
        }
        place.set(path.getLast(), replacing(present(path), written(path, value)));
    }

    private static ObjectNode object(ObjectNode place, String name) {
        return place.get(name) instanceof ObjectNode there ? there : place.putObject(name);
    }

    private boolean isPlainObject(String name) {
        return isPlainObject(twin.desired().content().path(name)) || isPlainObject(twin.reported().content().path(name));
    }

    private static boolean isPlainObject(JsonNode value) {
        return value.isObject() && !Components.isComponent(value);
    }

    private JsonNode present(List<String> path) {
        JsonNode node = twin.desired().content();
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    /** A component that is added as a whole says so by an empty {@code $metadata}. */
    private static JsonNode written(List<String> path, JsonNode value) {
        if (path.size() > 1 || !value.has("$metadata")) {
            return value;
        }
        ObjectNode component = value.deepCopy();
        component.remove("$metadata");
        return component.put(Components.TYPE, Components.COMPONENT);
    }

    /** What makes the value of what is there when it is merged: members that it does not have are deleted. */
    private static JsonNode replacing(JsonNode present, JsonNode value) {
        if (!present.isObject() || !value.isObject()) {
            return value;
        }
        ObjectNode whole = value.deepCopy();
        for (Map.Entry<String, JsonNode> member : present.properties()) {
            JsonNode wanted = value.path(member.getKey());
            whole.set(member.getKey(), wanted.isMissingNode() ? JsonNodeFactory.instance.nullNode()
                    : replacing(member.getValue(), wanted));
        }
        return whole;
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.INVALID_DIGITAL_TWIN_PATCH, detail);
    }
}
