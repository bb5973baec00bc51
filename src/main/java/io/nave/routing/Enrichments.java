package io.nave.routing;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.expression.EnrichmentValue;
import io.nave.hub.message.DeviceMessage;

/** What is added to messages on their way to endpoints, compiled (semantics §1.8). Safe for all threads. */
final class Enrichments {

    private final List<Compiled> all;
    private final String hubName;
    private final boolean needTwin;

    private record Compiled(String key, EnrichmentValue value, List<String> endpoints) {
    }

    Enrichments(List<Enrichment> enrichments, String hubName) {
        this.hubName = hubName;
        this.all = enrichments.stream()
                .map(each -> new Compiled(each.key(), EnrichmentValue.parse(each.value()), each.endpoints()))
                .toList();
        this.needTwin = all.stream().anyMatch(each -> each.value().needsTwin());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean needTwin() {
        return needTwin;
    }

    /** The message as it is for this endpoint. Changes of digital twins are not enriched. */
    DeviceMessage of(String endpoint, RouteSource source, DeviceMessage message, JsonNode twin) {
        if (all.isEmpty() || source == RouteSource.DIGITAL_TWIN_CHANGE_EVENTS) {
            return message;
        }
        Map<String, String> more = all.stream().filter(each -> each.endpoints().contains(endpoint))
                .collect(Collectors.toMap(Compiled::key, each -> each.value().of(hubName, twin)));
        return message.with(more);
    }
}
