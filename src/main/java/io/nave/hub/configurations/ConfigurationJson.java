package io.nave.hub.configurations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.configurations.ConfigurationContent.Kind;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.WireTime;
import io.nave.hub.json.JsonFields;

/** The document of an automatic configuration or Edge deployment (service-protocols §5.15, semantics §7.2). */
public final class ConfigurationJson {

    private static final String SCHEMA = "1.0";
    private static final String CONDITION = "targetCondition";

    private ConfigurationJson() {
    }

    public static ObjectNode write(MeasuredConfiguration measured) {
        Configuration configuration = measured.configuration();
        ConfigurationSettings settings = configuration.settings();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", configuration.id().value());
        json.put("schemaVersion", settings.schemaVersion());
        json.set("labels", settings.labels());
        json.putObject("content").set(configuration.content().kind().wireName(), configuration.content().json());
        json.put("contentType", "assignment");
        json.put(CONDITION, settings.targetCondition());
        json.put("createdTimeUtc", WireTime.of(configuration.createdAt()));
        json.put("lastUpdatedTimeUtc", WireTime.of(configuration.updatedAt()));
        json.put("priority", settings.priority());
        json.set("systemMetrics", metrics(measured.results().system(), systemQueries(configuration)));
        json.set("metrics", metrics(measured.results().custom(), settings.metrics()));
        return json.put("etag", configuration.etag().value());
    }

    private static ObjectNode metrics(Map<String, Long> results, Map<String, String> queries) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode counts = json.putObject("results");
        results.forEach(counts::put);
        ObjectNode texts = json.putObject("queries");
        queries.forEach(texts::put);
        return json;
    }

    private static Map<String, String> systemQueries(Configuration configuration) {
        Kind kind = configuration.content().kind();
        String condition = configuration.settings().targetCondition();
        Map<String, String> queries = new LinkedHashMap<>();
        if (!condition.isBlank()) {
            queries.put("targetedCount", ConditionRules.targetQuery(kind, condition));
        }
        String applied = ConditionRules.appliedQuery(kind, configuration.id());
        queries.put("appliedCount", applied);
        if (kind == Kind.EDGE) {
            String followed = applied + " and properties.desired.$version = properties.reported.lastDesiredVersion"
                    + " and properties.reported.lastDesiredStatus.code ";
            queries.put("reportedSuccessfulCount", followed + "= 200");
            queries.put("reportedFailedCount", followed + "!= 200");
        }
        return queries;
    }

    /**
     * Reads what a back end wants; times, results and the etag of the document are the hub's and ignored. Fails with
     * ARGUMENT_INVALID or INVALID_CONFIGURATION_CONTENT.
     */
    public static ConfigurationRequest read(ConfigurationId id, JsonNode json) {
        if (JsonFields.text(json, "id").filter(text -> !text.equals(id.value())).isPresent()) {
            throw JsonFields.invalid("The id in the document is not the one in the path");
        }
        ConfigurationSettings settings = new ConfigurationSettings(JsonFields.text(json, "schemaVersion").orElse(SCHEMA),
                JsonFields.object(json, "labels").orElseGet(JsonNodeFactory.instance::objectNode),
                JsonFields.text(json, CONDITION).orElse(""), JsonFields.integer(json, "priority").orElse(0),
                JsonFields.object(json, "metrics").map(metrics -> texts(metrics, "queries")).orElse(Map.of()));
        return new ConfigurationRequest(id, JsonFields.object(json, "content").flatMap(ConfigurationJson::content), settings);
    }

    private static Map<String, String> texts(JsonNode json, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode object = JsonFields.object(json, name).orElseGet(JsonNodeFactory.instance::objectNode);
        for (String key : (Iterable<String>) object::fieldNames) {
            JsonFields.text(object, key).ifPresent(text -> texts.put(key, text));
        }
        return texts;
    }

    /** Of the kinds exactly one, or none when the whole is left out; clients send the others as null. */
    public static Optional<ConfigurationContent> content(JsonNode json) {
        List<Kind> given = Stream.of(Kind.values()).filter(kind -> json.hasNonNull(kind.wireName())).toList();
        if (given.size() > 1) {
            throw new HubException(ErrorCode.INVALID_CONFIGURATION_CONTENT,
                    "The content has one of deviceContent, moduleContent and modulesContent");
        }
        return given.stream().findFirst().map(kind -> new ConfigurationContent(kind, json.get(kind.wireName())));
    }

    /** The condition of a document that asks whether it is one; empty when there is none. */
    public static String readCondition(JsonNode json) {
        return JsonFields.text(json, CONDITION).orElse("");
    }

    /**
     * The queries of such a document, by name. Fails with ARGUMENT_INVALID when there are more than a configuration may have.
     */
    public static Map<String, String> readQueries(JsonNode json) {
        Map<String, String> queries = texts(json, "customMetricQueries");
        if (queries.size() > ConfigurationSettings.MAX_METRICS) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "At most " + ConfigurationSettings.MAX_METRICS + " queries are tried at once");
        }
        return queries;
    }
}
