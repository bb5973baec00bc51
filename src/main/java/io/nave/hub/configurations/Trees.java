package io.nave.hub.configurations;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes values of JSON trees by their path. */
final class Trees {

    private Trees() {
    }

    /** What stands there; missing when nothing does. */
    static JsonNode at(JsonNode tree, List<String> path) {
        JsonNode place = tree;
        for (String name : path) {
            place = place.path(name);
        }
        return place;
    }

    /** Objects merge with what is there, all else replaces it; names on the way that are no objects become such. */
    static void put(ObjectNode tree, List<String> path, JsonNode value) {
        ObjectNode place = tree;
        for (int i = 0; i < path.size() - 1; i++) {
            place = child(place, path.get(i));
        }
        if (path.isEmpty()) {
            merge(tree, value);
        } else {
            putMember(place, path.getLast(), value);
        }
    }

    private static void putMember(ObjectNode place, String name, JsonNode value) {
        if (value.isObject()) {
            merge(child(place, name), value);
        } else {
            place.set(name, value);
        }
    }

    private static void merge(ObjectNode place, JsonNode object) {
        object.properties().forEach(member -> putMember(place, member.getKey(), member.getValue()));
    }

    private static ObjectNode child(ObjectNode place, String name) {
        return place.get(name) instanceof ObjectNode there ? there
                : place.putObject(name);
    }

    /** A new object. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
