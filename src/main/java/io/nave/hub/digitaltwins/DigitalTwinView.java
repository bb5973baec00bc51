package io.nave.hub.digitaltwins;

import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinProperties;

/**
 * A twin as one document: what the device reports is the value, what is desired of it stands in {@code $metadata}, and
 * components
 * are objects of the same form (service-protocols §5.17).
 */
public final class DigitalTwinView {

    private DigitalTwinView() {
    }

    public static ObjectNode of(Twin twin) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("$dtId", twin.client().device().value());
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("$model", twin.modelId());
        putAll(json, metadata, new Level(twin.desired(), twin.reported()));
        json.set("$metadata", metadata);
        return json;
    }

    /** The desired and the reported side of a twin or of one of its components. */
    private record Level(TwinProperties desired, TwinProperties reported) {

        Set<String> names() {
            Set<String> names = new LinkedHashSet<>();
            reported.content().fieldNames().forEachRemaining(names::add);
            desired.content().fieldNames().forEachRemaining(names::add);
            names.removeIf(name -> !Components.isProperty(name));
            return names;
        }

        boolean hasComponent(String name) {
            return Components.isComponent(reported.content().path(name))
                    || Components.isComponent(desired.content().path(name));
        }

        Level component(String name) {
            return new Level(below(desired, name), below(reported, name));
        }

        private static TwinProperties below(TwinProperties above, String name) {
            return new TwinProperties(above.content().path(name), above.metadata().path(name), above.version());
        }
    }

    private static void putAll(ObjectNode json, ObjectNode metadata, Level level) {
        for (String name : level.names()) {
            if (level.hasComponent(name)) {
                json.set(name, component(level.component(name)));
            } else {
                putProperty(json, metadata, level, name);
            }
        }
    }

    private static ObjectNode component(Level level) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        putAll(json, metadata, level);
        json.set("$metadata", metadata);
        return json;
    }

    private static void putProperty(ObjectNode json, ObjectNode metadata, Level level, String name) {
        ObjectNode about = metadata.putObject(name);
        if (level.desired.content().has(name)) {
            about.set("desiredValue", level.desired.content().get(name));
            about.set("desiredVersion", level.desired.metadata().path(name).path("$lastUpdatedVersion"));
        }
        if (level.reported.content().has(name)) {
            JsonNode reported = level.reported.content().get(name);
            boolean acknowledged = Components.isAcknowledgement(reported);
            json.set(name, acknowledged ? reported.get("value") : reported);
            if (acknowledged) {
                putAcknowledgement(about, reported);
            }
            about.set("lastUpdateTime", level.reported.metadata().path(name).path("$lastUpdated"));
        }
    }

    static void putAcknowledgement(ObjectNode about, JsonNode reported) {
        if (reported.has("av")) {
            about.set("ackVersion", reported.get("av"));
        }
        about.set("ackCode", reported.get("ac"));
        if (reported.has("ad")) {
            about.set("ackDescription", reported.get("ad"));
        }
    }
}
