package io.nave.hub.digitaltwins;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.json.TwinText;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.DerivedNotifications;
import io.nave.hub.notification.Notification;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Tells changes of a twin whose device has named a model once more, as a JSON Patch of the digital twin (semantics §2.5): of
 * desired properties their metadata, of reported ones their value and how they acknowledge.
 */
@Singleton
public final class DigitalTwinChanges implements DerivedNotifications {

    @Override
    public List<Notification> of(Notification stored) {
        if (stored.source() != MessageSource.TWIN_CHANGE || stored.modelId().isEmpty()) {
            return List.of();
        }
        ArrayNode operations = operations(stored);
        return operations.isEmpty() ? List.of()
                : List.of(new Notification(MessageSource.DIGITAL_TWIN_CHANGE, stored.client(), stored.generationId(),
                        stored.opType(), stored.at(), operations.toString(), stored.modelId()));
    }

    private static ArrayNode operations(Notification stored) {
        JsonNode properties = TwinText.object(stored.body().getBytes(UTF_8)).path("properties");
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        JsonNode desired = properties.path("desired");
        addDesired(operations, List.of(), desired, desired.path("$version"));
        if (!stored.opType().equals("replaceTwin")) { // which shows what is reported too, and did not change it
            addReported(operations, List.of(), properties.path("reported"), properties.path("reported").path("$metadata"));
        }
        return operations;
    }

    private static void addDesired(ArrayNode operations, List<String> above, JsonNode level, JsonNode version) {
        for (Map.Entry<String, JsonNode> member : level.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (Components.isComponent(value) && above.isEmpty()) {
                addDesired(operations, List.of(name), value, version);
            } else if (Components.isProperty(name)) {
                add(operations, path(above, "$metadata", name), value.isNull() ? value : desired(value, version));
            }
        }
    }

    private static ObjectNode desired(JsonNode value, JsonNode version) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("desiredValue", value);
        json.set("desiredVersion", version);
        return json;
    }

    private static void addReported(ArrayNode operations, List<String> above, JsonNode level, JsonNode metadata) {
        for (Map.Entry<String, JsonNode> member : level.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (Components.isComponent(value) && above.isEmpty()) {
                addReported(operations, List.of(name), value, metadata.path(name));
            } else if (Components.isProperty(name)) {
                addReported(operations, path(above, name), path(above, "$metadata", name), value, metadata.path(name));
            }
        }
    }

    private static void addReported(ArrayNode operations, List<String> path, List<String> about, JsonNode value,
            JsonNode metadata) {
        boolean acknowledged = Components.isAcknowledgement(value);
        add(operations, path, acknowledged ? value.get("value") : value);
        if (acknowledged) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            DigitalTwinView.putAcknowledgement(json, value);
            json.set("lastUpdateTime", metadata.path("$lastUpdated"));
            add(operations, about, json);
        }
    }

    private static List<String> path(List<String> above, String... names) {
        return Stream.concat(above.stream(), Stream.of(names)).toList();
    }

    /** A null is a removal. */
    private static void add(ArrayNode operations, List<String> path, JsonNode value) {
        ObjectNode operation = operations.addObject().put("op", value.isNull() ? "remove" : "add")
                .put("path", JsonPointer.text(path));
        if (!value.isNull()) {
            operation.set("value", value);
        }
    }
}
