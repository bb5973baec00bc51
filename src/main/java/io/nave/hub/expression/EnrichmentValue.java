package io.nave.hub.expression;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The value of an enrichment (semantics §1.8): a text, {@code $iothubname}, or a path in one of the three sections of the
 * sender's twin. Whatever else it may look like is the text that it is. For any thread.
 */
public final class EnrichmentValue {

    private static final String HUB = "$iothubname";
    private static final String TWIN = "$twin.";

    private final String text;
    private final boolean hub;
    private final Optional<JsonPath> path;

    private EnrichmentValue(String text, boolean hub, Optional<JsonPath> path) {
        this.text = text;
        this.hub = hub;
        this.path = path;
    }

    /** Reads a value; there is none that cannot be read. */
    public static EnrichmentValue parse(String text) {
        return new EnrichmentValue(text, text.equals(HUB), twinPath(text));
    }

    private static Optional<JsonPath> twinPath(String text) {
        boolean inTwin = text.startsWith(TWIN) && TwinPaths.isInSection(text.substring(TWIN.length()));
        return inTwin ? JsonPath.parse(text.substring(TWIN.length())) : Optional.empty();
    }

    /** Whether the twin of the sender matters. */
    public boolean needsTwin() {
        return path.isPresent();
    }

    /**
     * What is stamped on a message. {@code twin} is the twin of the sender, a module's its own: an object with {@code tags} and
     * {@code properties}, or a missing node when there is none. What is not there, or is an object, array or null, is
     * stamped as the text of the path.
     */
    public String of(String hubName, JsonNode twin) {
        if (hub) {
            return hubName;
        }
        return path.map(keys -> keys.in(twin)).filter(EnrichmentValue::isPlain).map(JsonNode::asText).orElse(text);
    }

    private static boolean isPlain(JsonNode node) {
        return node.isValueNode() && !node.isNull();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
