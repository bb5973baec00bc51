package io.nave.endpoint.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.outbox.OutboxEntry;

/** Messages that are stored, and entries of an outbox. */
public final class StoredMessages {

    /** When all of them were received. */
    public static final Instant RECEIVED = Instant.parse("2019-05-10T06:06:32.722Z");

    private static final MessageOrigin ORIGIN = new MessageOrigin(ClientId.of("d1"), "636930642531278483",
            AuthMethod.DEVICE_SAS);

    private StoredMessages() {
    }

    static DeviceMessage message(Map<SystemProperty, String> system, Map<String, String> application, byte[] body) {
        return message(ORIGIN, system, application, body);
    }

    static DeviceMessage message(MessageOrigin origin, Map<SystemProperty, String> system, Map<String, String> application,
            byte[] body) {
        return new DeviceMessage(origin, RECEIVED.toEpochMilli(), system, application, MessageBody.of(body));
    }

    /** One that says what its body is. */
    static DeviceMessage message(String contentType, String contentEncoding, String body) {
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        system.put(SystemProperty.CONTENT_TYPE, contentType);
        system.put(SystemProperty.CONTENT_ENCODING, contentEncoding);
        return message(system, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Entries with the numbers from first to last, each of which is the JSON of its number and some zeros before it. */
    public static List<OutboxEntry> entries(long first, long last, int digits) {
        return LongStream.rangeClosed(first, last).mapToObj(number -> entry(number, digits)).toList();
    }

    private static OutboxEntry entry(long number, int digits) {
        String body = "\"" + "0".repeat(digits) + number + "\"";
        return new OutboxEntry(number, RECEIVED.toEpochMilli(), message("application/json", "utf-8", body));
    }

    /** The numbers in a file of JSON lines. */
    public static List<Long> numbers(String lines) {
        return lines.lines().map(line -> Long.parseLong(line.replaceFirst("^.*\"Body\":\"0*(\\d+)\"}$", "$1"))).toList();
    }

    /** Those from first to last. */
    public static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
