package io.nave.routing;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.expression.ConditionMessage;
import io.nave.hub.expression.SystemReference;

/**
 * A message and a twin that somebody made up to see what routes would do with them (semantics §1.9). Nothing is added to what
 * was given, no content type either: what fails for a device's message fails here.
 */
public final class RouteTrial implements ConditionMessage {

    private final byte[] body;
    private final Map<String, String> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> system;
    private final JsonNode twin;

    /** System properties go by the names that conditions have for them, in any case. */
    public RouteTrial(byte[] body, Map<String, String> properties, Map<String, String> system, JsonNode twin) {
        this.body = body;
        this.properties.putAll(properties);
        this.system = system.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (a, b) -> b));
        this.twin = twin;
    }

    @Override
    public @Nullable String property(String name) {
        return properties.get(name);
    }

    @Override
    public @Nullable String system(SystemReference name) {
        return system.get(name.keyword().toLowerCase(Locale.ROOT));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public JsonNode twin() {
        return twin;
    }
}
