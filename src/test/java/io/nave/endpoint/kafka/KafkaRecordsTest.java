package io.nave.endpoint.kafka;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

import io.nave.endpoint.Entries;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.outbox.OutboxEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages as records, with the names of Event Hubs (semantics §1.3). */
final class KafkaRecordsTest {

    private static Map<String, String> headers(OutboxEntry entry) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : KafkaRecords.of("t", entry).headers()) {
            assertThat(headers).doesNotContainKey(header.key());
            headers.put(header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    @Test
    void bodyIsUntouchedTheDeviceIsTheKeyAndTheTimeIsWhenItWasStored() {
        // given
        OutboxEntry entry = Entries.text(1, "bödy");

        // when
        ProducerRecord<byte[], byte[]> kafka = KafkaRecords.of("topic", entry);

        // then
        assertThat(kafka.topic()).isEqualTo("topic");
        assertThat(kafka.partition()).isNull();
        assertThat(kafka.key()).isEqualTo("d1".getBytes(StandardCharsets.UTF_8));
        assertThat(kafka.value()).isEqualTo("bödy".getBytes(StandardCharsets.UTF_8));
        assertThat(kafka.timestamp()).isEqualTo(Entries.ENQUEUED);
    }

    @Test
    void headersAreWhatTheHubSaysThenWhatTheApplicationWrote() {
        // given
        Map<SystemProperty, String> system = new LinkedHashMap<>();
        system.put(SystemProperty.MESSAGE_ID, "m-1");
        system.put(SystemProperty.CORRELATION_ID, "c-1");
        system.put(SystemProperty.USER_ID, "u-1");
        system.put(SystemProperty.CONTENT_TYPE, "text/plain");
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.MODEL_ID, "dtmi:x;1");
        system.put(SystemProperty.COMPONENT, "thermostat");

        // when
        Map<String, String> headers = headers(
                Entries.telemetry(1, ClientId.of("d1", "m1"), system, Map.of("level", "heiß"), "x"));

        // then
        assertThat(headers).containsExactly(
                Map.entry("message-id", "m-1"), Map.entry("correlation-id", "c-1"), Map.entry("user-id", "u-1"),
                Map.entry("content-type", "text/plain"), Map.entry("content-encoding", "utf-8"),
                Map.entry("dt-dataschema", "dtmi:x;1"), Map.entry("dt-subject", "thermostat"),
                Map.entry("iothub-connection-device-id", "d1"), Map.entry("iothub-connection-module-id", "m1"),
                Map.entry("iothub-connection-auth-generation-id", "638000000000000000"),
                Map.entry("iothub-connection-auth-method",
                        "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}"),
                Map.entry("iothub-enqueuedtime", "2026-01-02T03:04:05.6780000Z"),
                Map.entry("iothub-message-source", "Telemetry"), Map.entry("level", "heiß"));
    }

    @Test
    void keyOfAModuleIsItsDevice() {
        assertThat(KafkaRecords.of("t", Entries.telemetry(1, ClientId.of("d1", "m1"), Map.of(), Map.of(), "x")).key())
                .isEqualTo("d1".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void deviceCannotPassForAnother() {
        // given
        Map<String, String> forged = Map.of("iothub-connection-device-id", "victim", "iothub-connection-module-id", "victim",
                "IoTHub-Connection-Device-Id", "victim", "iothub-message-source", "twinChangeEvents", "message-id", "theirs");

        // when
        Map<String, String> headers = headers(
                Entries.telemetry(1, ClientId.of("d1"), Map.of(SystemProperty.MESSAGE_ID, "real"), forged, "x"));

        // then
        assertThat(headers).containsEntry("iothub-connection-device-id", "d1").containsEntry("message-id", "real")
                .containsEntry("iothub-message-source", "Telemetry")
                .doesNotContainKeys("iothub-connection-module-id", "IoTHub-Connection-Device-Id");
    }

    @Test
    void propertyWithoutAValueIsAHeaderWithout() {
        // when
        Map<String, String> headers = headers(Entries.telemetry(1, ClientId.of("d1"), Map.of(),
                Map.of("flag", DeviceMessage.NO_VALUE, "empty", ""), "x"));

        // then
        assertThat(headers).containsEntry("flag", null).containsEntry("empty", "");
    }

    @Test
    void whatTheHubSaysKeepsItsSource() {
        // when
        Map<String, String> headers = headers(
                Entries.notification(1, MessageSource.TWIN_CHANGE, ClientId.of("d1"), "updateTwin", "{}"));

        // then
        assertThat(headers).containsEntry("iothub-message-source", "twinChangeEvents").containsEntry("opType", "updateTwin")
                .containsEntry("iothub-message-schema", "twinChangeNotification");
    }
}
