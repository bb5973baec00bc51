package io.nave.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.configurations.Configuration;
import io.nave.hub.configurations.ConfigurationContent;
import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.ConfigurationSettings;
import io.nave.hub.configurations.MeasuredConfiguration;
import io.nave.hub.configurations.MetricResults;
import io.nave.hub.configurations.StampedPatch;
import io.nave.hub.configurations.TargetTwin;
import io.nave.hub.json.TwinText;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Rows of configurations, and what they have to do with twins, as JSON texts in which numbers stay as they are. */
final class ConfigurationText {

    private static final String STATUS = "status";

    private ConfigurationText() {
    }

    static List<Configuration> parseAll(String array) {
        List<Configuration> all = new ArrayList<>();
        TwinText.array(array.getBytes(UTF_8)).forEach(row -> all.add(configuration(row)));
        return all;
    }

    static Configuration parse(String text) {
        return configuration(row(text));
    }

    static MeasuredConfiguration parseMeasured(String text) {
        JsonNode row = row(text);
        JsonNode results = row.get("results");
        return new MeasuredConfiguration(configuration(row),
                new MetricResults(counts(results.path("system")), counts(results.path("custom"))));
    }

    private static JsonNode row(String text) {
        return TwinText.object(text.getBytes(UTF_8));
    }

    private static Configuration configuration(JsonNode row) {
        ConfigurationContent content = new ConfigurationContent(
                ConfigurationContent.Kind.valueOf(row.get("kind").textValue()), row.get("content"));
        ConfigurationSettings settings = new ConfigurationSettings(row.get("schema_version").textValue(), row.get("labels"),
                row.get("target_condition").textValue(), row.get("priority").intValue(), texts(row.get("metrics")));
        return new Configuration(new ConfigurationId(row.get("id").textValue()), content, settings,
                time(row.get("created_at")), time(row.get("updated_at")), row.get("revision").longValue());
    }

    private static Instant time(JsonNode time) {
        return OffsetDateTime.parse(time.textValue()).toInstant();
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().textValue()));
        return texts;
    }

    private static Map<String, Long> counts(JsonNode object) {
        Map<String, Long> counts = new TreeMap<>();
        object.properties().forEach(member -> counts.put(member.getKey(), member.getValue().longValue()));
        return counts;
    }

    static TargetTwin parseTarget(String text, boolean ofEdge) {
        JsonNode row = row(text);
        Map<String, String> states = new TreeMap<>();
        row.get("configurations").properties()
                .forEach(member -> states.put(member.getKey(), member.getValue().path(STATUS).asText()));
        return new TargetTwin(TwinDocumentText.twin(row), ofEdge, states);
    }

    static String object(Map<String, String> texts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        texts.forEach(json::put);
        return json.toString();
    }

    static String write(MetricResults results) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        results.system().forEach(json.putObject("system")::put);
        results.custom().forEach(json.putObject("custom")::put);
        return json.toString();
    }

    static String states(Map<String, String> states) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        states.forEach((id, status) -> json.putObject(id).put(STATUS, status));
        return json.toString();
    }

    static String patches(List<StampedPatch> patches) {
        var json = JsonNodeFactory.instance.arrayNode();
        for (StampedPatch patch : patches) {
            json.addObject().put("by", patch.by()).put("digest", patch.digest().isEmpty() ? null : patch.digest())
                    .set("patch", patch.patch());
        }
        return json.toString();
    }
}
