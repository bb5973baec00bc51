package io.nave.hub.configurations;

import java.util.Map;
import java.util.TreeMap;

import static java.util.Collections.unmodifiableMap;

/** What the metrics of a configuration came to: those of the hub, and its own, by name (semantics §7.2). */
public record MetricResults(Map<String, Long> system, Map<String, Long> custom) {

    /** Before anybody has counted. */
    public static final MetricResults NONE = new MetricResults(Map.of(), Map.of());

    public MetricResults {
        system = unmodifiableMap(new TreeMap<>(system));
        custom = unmodifiableMap(new TreeMap<>(custom));
    }
}
