package io.nave.endpoint.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.nave.endpoint.HubProperties;
import io.nave.endpoint.JsonBody;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.outbox.OutboxEntry;

/**
 * Messages of one partition as a JSON array of events (semantics §2.6). The id is the partition and the sequence number, so a
 * repeated event has the id that it had. A body is JSON only when its content type and encoding say so (§1.3) and it is JSON;
 * otherwise it is base64.
 */
final class WebhookEvents {

    /** How much is posted at once, about; a single event may be larger. */
    private static final int MAX_BYTES = 1_000_000;
    /** What an event has besides what the message has. */
    private static final int ENVELOPE = 700;

    private static final JsonFactory JSON = new JsonFactory();
    /** The names that differ from those of Event Hubs. */
    private static final Map<String, String> NAMES = Map.of(SystemProperty.CONTENT_TYPE.routedName(), "iothub-content-type",
            SystemProperty.CONTENT_ENCODING.routedName(), "iothub-content-encoding");

    private final int partition;
    private final HubNames names;

    /** The body of a request, and how many events are in it. */
    static final class Batch {

        private final byte[] body;
        private final int count;

        private Batch(byte[] body, int count) {
            this.body = body;
            this.count = count;
        }

        byte[] body() {
            return body;
        }

        int count() {
            return count;
        }
    }

    WebhookEvents(int partition, HubNames names) {
        this.partition = partition;
        this.names = names;
    }

    /** The first of these, at least one, at most {@code max}. */
    Batch encode(List<OutboxEntry> entries, int max) {
        int expected = size(entries.getFirst()) * Math.min(max, entries.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(expected, MAX_BYTES));
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartArray();
            int count = 0;
            do {
                event(json, entries.get(count));
                count++;
            } while (count < Math.min(max, entries.size())
                    && out.size() + json.getOutputBuffered() + size(entries.get(count)) <= MAX_BYTES);
            json.writeEndArray();
            json.flush();
            return new Batch(out.toByteArray(), count);
        } catch (IOException e) {
            throw new IllegalStateException("An array of bytes can be written to", e);
        }
    }

    private static int size(OutboxEntry entry) {
        return entry.message().size() * 4 / 3 + ENVELOPE;
    }

    private void event(JsonGenerator json, OutboxEntry entry) throws IOException {
        DeviceMessage message = entry.message();
        WebhookEventType type = WebhookEventType.of(message);
        json.writeStartObject();
        json.writeStringField("id", partition + "-" + entry.sequence());
        json.writeStringField("topic", names.host());
        json.writeStringField("subject", "devices/" + message.origin().client());
        json.writeStringField("eventType", type.wireName());
        json.writeStringField("eventTime", WireTime.of(Instant.ofEpochMilli(message.receivedAt())));
        json.writeStringField("dataVersion", "");
        json.writeStringField("metadataVersion", "1");
        json.writeObjectFieldStart("data");
        if (type.namesTheDevice()) {
            who(json, message.origin().client());
        }
        body(json, type, message);
        properties(json, message);
        systemProperties(json, message);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void who(JsonGenerator json, ClientId client) throws IOException {
        json.writeStringField("hubName", names.shortName());
        json.writeStringField("deviceId", client.device().value());
        if (client.module().isPresent()) {
            json.writeStringField("moduleId", client.module().get().value());
        }
    }

    private static void body(JsonGenerator json, WebhookEventType type, DeviceMessage message) throws IOException {
        json.writeFieldName(type.bodyField());
        Optional<String> text = JsonBody.of(message);
        if (text.isPresent()) {
            json.writeRawValue(text.get());
        } else {
            json.writeBinary(message.body().bytes());
        }
    }

    private static void properties(JsonGenerator json, DeviceMessage message) throws IOException {
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, String> property : message.applicationProperties().entrySet()) {
            json.writeFieldName(property.getKey());
            json.writeString(DeviceMessage.isNoValue(property.getValue()) ? null : property.getValue());
        }
        json.writeEndObject();
    }

    private static void systemProperties(JsonGenerator json, DeviceMessage message) throws IOException {
        json.writeObjectFieldStart("systemProperties");
        for (Map.Entry<String, String> property : HubProperties.of(message).entrySet()) {
            json.writeStringField(NAMES.getOrDefault(property.getKey(), property.getKey()), property.getValue());
        }
        json.writeEndObject();
    }
}
