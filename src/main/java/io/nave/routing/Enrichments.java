package io.nave.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.nave.hub.expression.EnrichmentValue;

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

    /** What is added for this endpoint. Changes of digital twins are not enriched. */
    Map<String, String> of(String endpoint, Routed routed) {
        if (all.isEmpty() || routed.source() == RouteSource.DIGITAL_TWIN_CHANGE_EVENTS) {
            return Map.of();
        }
        Map<String, String> more = new LinkedHashMap<>();
        for (Compiled each : all) {
            if (each.endpoints().contains(endpoint)) {
                more.put(each.key(), each.value().of(hubName, routed.twin()));
            }
        }
        return more;
    }
}
