package io.nave.endpoint.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

import io.nave.endpoint.HubProperties;
import io.nave.hub.message.DeviceMessage;
import io.nave.routing.outbox.OutboxEntry;

/**
 * A message as a record: the device is the key, the body the value as the device wrote it, the time is when the message was
 * stored. Headers are UTF-8: what the hub says, by the names of Event Hubs (semantics §1.3), then the application's properties.
 * Where an application uses a name of the hub's, the hub's holds, so that no device can pass for another.
 */
final class KafkaRecords {

    private KafkaRecords() {
    }

    static ProducerRecord<byte[], byte[]> of(String topic, OutboxEntry entry) {
        DeviceMessage message = entry.message();
        byte[] key = utf8(message.origin().client().device().value());
        ProducerRecord<byte[], byte[]> kafka = new ProducerRecord<>(topic, null, entry.enqueuedAt(), key,
                message.body().bytes());
        Map<String, String> known = HubProperties.of(message);
        known.forEach((name, value) -> kafka.headers().add(name, utf8(value)));
        message.applicationProperties().forEach((name, value) -> addUnlessKnown(kafka.headers(), known, name, value));
        return kafka;
    }

    private static void addUnlessKnown(Headers headers, Map<String, String> known, String name, String value) {
        if (!known.containsKey(name) && !HubProperties.isAboutTheSender(name)) {
            headers.add(name, DeviceMessage.isNoValue(value) ? null : utf8(value));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
