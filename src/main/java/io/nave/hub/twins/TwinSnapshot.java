package io.nave.hub.twins;

import java.util.Map;
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

    private static final int NODE = 64;

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

    /** About how many bytes it takes: texts and names by their length, so that few large values weigh as much as many small. */
    int weight() {
        return weight(document);
    }

    private static int weight(JsonNode node) {
        int bytes = NODE + (node.isTextual() ? 2 * node.textValue().length() : 0);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            bytes += NODE + 2 * member.getKey().length() + weight(member.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                bytes += weight(element);
            }
        }
        return bytes;
    }
}
