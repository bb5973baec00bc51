package io.nave.hub.twins;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The merge of semantics §4.3, with the metadata of §4.4, over trees. */
record MergedSection(ObjectNode content, ObjectNode metadata) {

    static MergedSection empty() {
        return new MergedSection(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    /** What a section is before anything was written to it. */
    static MergedSection fresh() {
        MergedSection fresh = empty();
        fresh.metadata.put("$lastUpdated", "0001-01-01T00:00:00Z");
        return fresh;
    }

    MergedSection merge(JsonNode patch, ObjectNode stamp) {
        MergedSection merged = new MergedSection(content.deepCopy(), metadata.deepCopy());
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            merged.put(member.getKey(), member.getValue(), stamp);
        }
        merged.metadata.setAll(stamp);
        return merged;
    }

    private void put(String name, JsonNode value, ObjectNode stamp) {
        if (value.isNull()) {
            content.remove(name);
            metadata.remove(name);
        } else if (value.isObject()) {
            boolean merges = content.path(name).isObject();
            MergedSection below = merges ? new MergedSection((ObjectNode) content.get(name), (ObjectNode) metadata.get(name))
                    : empty();
            MergedSection merged = below.merge(value, stamp);
            content.set(name, merged.content);
            metadata.set(name, merged.metadata);
        } else {
            content.set(name, value);
            metadata.set(name, stamp);
        }
    }

    TwinProperties properties(long version) {
        return new TwinProperties(content, metadata, version);
    }
}
