package io.nave.hub.twins;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A twin as it was read at some time of {@link System#nanoTime()}: {@code {tags, properties: {desired, reported}}}, or a
 * missing
 * node when there is none. The tree is not to be changed.
 */
public record TwinSnapshot(JsonNode document, long readAt) {

    static TwinSnapshot of(Optional<Twin> twin, long readAt) {
        return new TwinSnapshot(twin.map(TwinSnapshot::document).orElseGet(MissingNode::getInstance), readAt);
    }

    private static JsonNode document(Twin twin) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set("tags", twin.tags());
        ObjectNode properties = document.putObject("properties");
        properties.set("desired", twin.desired().content());
        properties.set("reported", twin.reported().content());
        return document;
    }

    /** How many names and values it holds. */
    int weight() {
        return count(document);
    }

    private static int count(JsonNode node) {
        int values = 1;
        for (JsonNode child : node) {
            values += count(child);
        }
        return values;
    }
}
