package io.nave.hub.digitaltwins;

import com.fasterxml.jackson.databind.JsonNode;

/** The marks that a twin bears where it is the twin of a model (semantics §4.6). */
final class Components {

    /** The member that says what an object is. */
    static final String TYPE = "__t";
    /** Its value where the object is a component. */
    static final String COMPONENT = "c";

    private Components() {
    }

    static boolean isComponent(JsonNode value) {
        return COMPONENT.equals(value.path(TYPE).textValue());
    }

    /** Whether a reported value is the device's answer to a desired one: its value, a code, and the version it is for. */
    static boolean isAcknowledgement(JsonNode value) {
        return value.has("value") && value.has("ac");
    }

    /** Whether a member is one of the twin's owner, and not of the hub or of the convention. */
    static boolean isProperty(String name) {
        return !name.startsWith("$") && !name.equals(TYPE);
    }
}
