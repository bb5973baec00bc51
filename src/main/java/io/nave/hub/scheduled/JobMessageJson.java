package io.nave.hub.scheduled;

import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.json.JsonFields;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads the message that a job sends to each of its devices, Nave's own extension: {@code body}, a text, or {@code bodyBase64};
 * system properties by their names; {@code properties}.
 */
final class JobMessageJson {

    private static final Map<String, SystemProperty> SYSTEM = Map.of(
            "messageId", SystemProperty.MESSAGE_ID,
            "correlationId", SystemProperty.CORRELATION_ID,
            "userId", SystemProperty.USER_ID,
            "expiryTimeUtc", SystemProperty.ABSOLUTE_EXPIRY_TIME,
            "ack", SystemProperty.ACK,
            "contentType", SystemProperty.CONTENT_TYPE,
            "contentEncoding", SystemProperty.CONTENT_ENCODING);

    private JobMessageJson() {
    }

    /** Fails with ARGUMENT_INVALID, MESSAGE_TOO_LARGE or INVALID_MESSAGE_EXPIRY_TIME. */
    static JobTask read(JsonNode json) {
        DeviceBoundMessage message = new DeviceBoundMessage(system(json), application(json), MessageBody.of(body(json)));
        message.check();
        return new JobTask.Message(JobTaskJson.text(withoutNulls(json)), message);
    }

    private static ObjectNode withoutNulls(JsonNode json) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        json.properties().stream().filter(member -> !member.getValue().isNull())
                .forEach(member -> document.set(member.getKey(), member.getValue()));
        return document;
    }

    private static byte[] body(JsonNode json) {
        Optional<String> text = JsonFields.text(json, "body");
        Optional<String> bytes = JsonFields.text(json, "bodyBase64");
        if (text.isPresent() && bytes.isPresent()) {
            throw JsonFields.invalid("cloudToDeviceMessage has either body or bodyBase64");
        }
        return bytes.map(JobMessageJson::decode).orElseGet(() -> text.orElse("").getBytes(UTF_8));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw JsonFields.invalid("bodyBase64 is not base64");
        }
    }

    private static Map<SystemProperty, String> system(JsonNode json) {
        Map<SystemProperty, String> properties = new EnumMap<>(SystemProperty.class);
        for (Map.Entry<String, SystemProperty> member : SYSTEM.entrySet()) {
            JsonFields.text(json, member.getKey()).filter(text -> !text.isEmpty())
                    .ifPresent(text -> properties.put(member.getValue(), text));
        }
        return properties;
    }

    private static Map<String, String> application(JsonNode json) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : json.path("properties").properties()) {
            if (!member.getValue().isTextual() || member.getKey().isEmpty()) {
                throw JsonFields.invalid("properties of cloudToDeviceMessage have names, and texts as values");
            }
            properties.put(member.getKey(), member.getValue().textValue());
        }
        return properties;
    }
}
