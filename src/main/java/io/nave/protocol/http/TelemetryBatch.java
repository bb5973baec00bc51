package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;

/**
 * Several messages in one body: an array of {@code body}, {@code base64Encoded} (which is true when it is left out) and
 * {@code properties} (device-protocols §3.3).
 */
final class TelemetryBatch {

    /** The content type that makes a body a batch. */
    static final String MEDIA_TYPE = "application/vnd.microsoft.iothub.json";

    private TelemetryBatch() {
    }

    /** All messages; fails with IOT_HUB_FORMAT_ERROR or ARGUMENT_INVALID when one of them is not right. */
    static List<DeviceMessage> read(MessageOrigin origin, long receivedAt, byte[] body) {
        List<DeviceMessage> messages = new ArrayList<>();
        JsonText.array(body).forEach(json -> messages.add(message(origin, receivedAt, json)));
        return messages;
    }

    private static DeviceMessage message(MessageOrigin origin, long receivedAt, JsonNode json) {
        if (!json.isObject()) {
            throw JsonFields.invalid("A message of a batch must be an object");
        }
        JsonNode properties = JsonFields.object(json, "properties").orElse(JsonNodeFactory.instance.objectNode());
        return TelemetryProperties.ofJson(properties).message(origin, receivedAt, MessageBody.of(bytes(json)));
    }

    private static byte[] bytes(JsonNode json) {
        String text = JsonFields.text(json, "body").orElseThrow(() -> JsonFields.invalid("A message of a batch has no body"));
        return JsonFields.bool(json, "base64Encoded").orElse(true) ? decoded(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw JsonFields.invalid("body must be Base64, or base64Encoded must be false");
        }
    }
}
