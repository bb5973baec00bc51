package io.nave.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.outbox.OutboxEntry;

/** Entries of an outbox as a hub would store them. Each was received at {@link #RECEIVED} and stored a second later. */
public final class Entries {

    /** 2026-01-02T03:04:05.678Z in milliseconds. */
    public static final long RECEIVED = 1_767_323_045_678L;
    public static final long ENQUEUED = RECEIVED + 1_000;

    private Entries() {
    }

    /** A telemetry message of the device {@code d1} with this text. */
    public static OutboxEntry text(long sequence, String body) {
        return telemetry(sequence, ClientId.of("d1"), Map.of(), Map.of(), body);
    }

    /** Telemetry {@code from} to {@code to}, the second excluded, whose bodies are their sequence numbers. */
    public static List<OutboxEntry> numbered(long from, long to) {
        return LongStream.range(from, to).mapToObj(sequence -> text(sequence, Long.toString(sequence))).toList();
    }

    public static OutboxEntry telemetry(long sequence, ClientId client, Map<SystemProperty, String> system,
            Map<String, String> application, String body) {
        return new OutboxEntry(sequence, ENQUEUED,
                message(client, AuthMethod.DEVICE_SAS, system, new LinkedHashMap<>(application), body));
    }

    /** What the hub says about a device. */
    public static OutboxEntry notification(long sequence, MessageSource source, ClientId client, String opType, String body) {
        Map<SystemProperty, String> system = new HashMap<>();
        system.put(SystemProperty.CONTENT_TYPE, source.contentType());
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.MESSAGE_SOURCE, source.wireName());
        Map<String, String> application = new LinkedHashMap<>();
        application.put("opType", opType);
        application.put("iothub-message-schema", source.schema());
        return new OutboxEntry(sequence, ENQUEUED, message(client, AuthMethod.HUB, system, application, body));
    }

    private static DeviceMessage message(ClientId client, AuthMethod method, Map<SystemProperty, String> system,
            Map<String, String> application, String body) {
        return new DeviceMessage(new MessageOrigin(client, "638000000000000000", method), RECEIVED, system, application,
                MessageBody.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}
