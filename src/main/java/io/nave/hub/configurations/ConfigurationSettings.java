package io.nave.hub.configurations;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.util.Collections.unmodifiableMap;

/**
 * What can be changed of a configuration (semantics §7.2). {@code targetCondition} says whom it is for: {@code *} all, empty
 * nobody; of two that set the same property the one with the higher {@code priority} wins; {@code metrics} are queries by name.
 * {@code labels} is an object.
 */
public record ConfigurationSettings(String schemaVersion, JsonNode labels, String targetCondition, int priority,
        Map<String, String> metrics) {

    /** How many queries of its own a configuration may have. */
    public static final int MAX_METRICS = 5;

    private static final int MAX_TEXT = 128;
    private static final int MAX_QUERY = 8192;
    private static final int MAX_LABELS = 32 * 1024;

    /** Fails with ARGUMENT_INVALID. */
    public ConfigurationSettings {
        metrics = unmodifiableMap(new LinkedHashMap<>(metrics));
        require(priority >= 0, "priority is 0 or more");
        require(schemaVersion.length() <= MAX_TEXT, "schemaVersion has at most " + MAX_TEXT + " characters");
        require(targetCondition.length() <= MAX_QUERY, "targetCondition has at most " + MAX_QUERY + " characters");
        require(labels.toString().length() <= MAX_LABELS, "labels have at most " + MAX_LABELS + " characters");
        require(metrics.size() <= MAX_METRICS, "a configuration has at most " + MAX_METRICS + " metrics of its own");
        metrics.forEach((name, query) -> require(!name.isEmpty() && name.length() <= MAX_TEXT && query.length() <= MAX_QUERY,
                "a metric has a name of at most " + MAX_TEXT + " and a query of at most " + MAX_QUERY + " characters"));
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, otherwise);
        }
    }
}
