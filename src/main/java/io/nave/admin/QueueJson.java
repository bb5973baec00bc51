package io.nave.admin;

import java.util.Arrays;
import java.util.Base64;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.devicebound.DeadLetter;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.devicebound.QueueView.Waiting;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;

/** A device's queue as operators see it: system properties by their names on routed messages, the start of bodies in base64. */
final class QueueJson {

    /** Bytes of a body that are shown; {@code bodyLength} says how many there are. */
    static final int MAX_BODY = 4096;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private QueueJson() {
    }

    static ObjectNode write(DeviceId device, QueueView view) {
        ObjectNode json = NODES.objectNode().put("deviceId", device.value()).put("depth", view.depth());
        ArrayNode messages = json.putArray("messages");
        view.messages().forEach(message -> messages.add(write(message)));
        ArrayNode deadLetters = json.putArray("deadLetters");
        view.deadLetters().forEach(letter -> deadLetters.add(write(letter)));
        return json;
    }

    private static ObjectNode write(Waiting waiting) {
        ObjectNode json = NODES.objectNode().put("sequenceNumber", waiting.sequenceNumber())
                .put("state", waiting.lockedUntil().isPresent() ? "locked" : "enqueued")
                .put("lockedUntilUtc", waiting.lockedUntil().map(WireTime::of).orElse(null))
                .put("deliveryCount", waiting.deliveryCount())
                .put("enqueuedTimeUtc", WireTime.of(waiting.enqueuedAt()))
                .put("expiryTimeUtc", WireTime.of(waiting.expiresAt()));
        return addMessage(json, waiting.message());
    }

    private static ObjectNode write(DeadLetter letter) {
        ObjectNode json = NODES.objectNode().put("sequenceNumber", letter.sequenceNumber())
                .put("reason", letter.reason().wireName())
                .put("deadLetteredTimeUtc", WireTime.of(letter.at()))
                .put("deliveryCount", letter.deliveryCount())
                .put("enqueuedTimeUtc", WireTime.of(letter.enqueuedAt()));
        return addMessage(json, letter.message());
    }

    private static ObjectNode addMessage(ObjectNode json, DeviceBoundMessage message) {
        ObjectNode system = json.putObject("systemProperties");
        message.system().forEach((property, value) -> system.put(property.routedName(), value));
        ObjectNode properties = json.putObject("properties");
        message.application().forEach(properties::put);
        return json.put("bodyLength", message.body().length()).put("body", start(message.body().bytes()));
    }

    private static String start(byte[] body) {
        return Base64.getEncoder().encodeToString(body.length <= MAX_BODY ? body : Arrays.copyOf(body, MAX_BODY));
    }
}
