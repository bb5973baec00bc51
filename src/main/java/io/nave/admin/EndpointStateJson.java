package io.nave.admin;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.routing.forwarding.EndpointHealth.Reading;
import io.nave.routing.outbox.DeadLetter;
import io.nave.routing.outbox.EndpointRecord;

/** How endpoints are doing, with the names of semantics §1.7, and what they did not take. */
final class EndpointStateJson {

    private EndpointStateJson() {
    }

    /** The health of all endpoints. */
    static JsonNode health(List<Reading> readings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode value = json.putArray("value");
        readings.forEach(reading -> write(reading, value.addObject()));
        return json;
    }

    private static void write(Reading reading, ObjectNode json) {
        json.put("endpointId", Integer.toString(reading.endpoint().id())).put("name", reading.endpoint().name())
                .put("healthStatus", reading.status().name().toLowerCase(Locale.ROOT));
        reading.known().ifPresent(known -> write(known, json));
    }

    private static void write(EndpointRecord known, ObjectNode json) {
        if (!known.lastError().isEmpty()) {
            json.put("lastKnownError", known.lastError());
        }
        put(json, "lastKnownErrorTime", known.lastErrorAt());
        put(json, "failingSince", known.failingSince());
        put(json, "lastSuccessfulSendAttemptTime", known.lastSuccess());
        put(json, "lastSendAttemptTime", known.lastAttempt());
        json.put("waiting", known.waiting()).put("deadLetters", known.deadLetters());
    }

    private static void put(ObjectNode json, String field, Optional<Instant> time) {
        time.ifPresent(at -> json.put(field, WireTime.of(at)));
    }

    /** Some dead letters, and how to ask for the next. */
    static JsonNode deadLetters(List<DeadLetter> letters) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode value = json.putArray("value");
        letters.forEach(letter -> write(letter, value.addObject()));
        return json;
    }

    private static void write(DeadLetter letter, ObjectNode json) {
        DeviceMessage message = letter.entry().message();
        json.put("number", letter.number()).put("reason", letter.reason())
                .put("at", WireTime.of(Instant.ofEpochMilli(letter.at()))).put("partition", letter.partition())
                .put("sequenceNumber", letter.entry().sequence())
                .put("enqueuedTime", WireTime.of(Instant.ofEpochMilli(letter.entry().enqueuedAt())))
                .put("connectionDeviceId", message.origin().client().device().value());
        message.origin().client().module().map(DeviceId::value).ifPresent(id -> json.put("connectionModuleId", id));
        ObjectNode system = json.putObject("systemProperties");
        message.systemProperties().forEach((name, value) -> system.put(name.routedName(), value));
        ObjectNode properties = json.putObject("properties");
        for (Map.Entry<String, String> property : message.applicationProperties().entrySet()) {
            properties.put(property.getKey(), property.getValue());
        }
        json.put("body", Base64.getEncoder().encodeToString(message.body().bytes()));
    }

    /** How many dead letters are gone. */
    static JsonNode forgotten(long count) {
        return JsonNodeFactory.instance.objectNode().put("deletedCount", count);
    }
}
