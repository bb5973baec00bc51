package io.nave.hub.configurations;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value for a place among desired properties; an empty path is all of them. Null removes what is there. The tree is not to be
 * changed.
 */
record Setting(List<String> path, JsonNode value) {

    Setting {
        path = List.copyOf(path);
    }

    /** Whether it is about all desired properties. */
    boolean isWhole() {
        return path.isEmpty();
    }
}
