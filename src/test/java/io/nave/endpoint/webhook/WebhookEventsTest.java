package io.nave.endpoint.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.endpoint.Entries;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.json.JsonText;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.outbox.OutboxEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages as events of Event Grid (semantics §2.6), with names and bodies by §1.3. */
final class WebhookEventsTest {

    private static final HubNames NAMES = new HubNames("hub.example.com", Set.of(), "nave");

    private final WebhookEvents events = new WebhookEvents(3, NAMES);

    private String text(OutboxEntry entry) {
        return new String(events.encode(List.of(entry), 100).body(), StandardCharsets.UTF_8);
    }

    private JsonNode event(OutboxEntry entry) {
        return JsonText.array(events.encode(List.of(entry), 100).body()).get(0);
    }

    @Test
    void telemetryIsAnEventToTheByte() {
        // given
        OutboxEntry entry = Entries.telemetry(42, ClientId.of("d1"),
                Map.of(SystemProperty.CONTENT_TYPE, "Application/JSON"), Map.of("level", "hot"), "{}");

        // when
        String text = text(entry);

        // then
        assertThat(text).isEqualTo("""
                [{"id":"3-42","topic":"hub.example.com","subject":"devices/d1",\
                "eventType":"Microsoft.Devices.DeviceTelemetry","eventTime":"2026-01-02T03:04:05.6780000Z",\
                "dataVersion":"","metadataVersion":"1","data":{"body":"e30=","properties":{"level":"hot"},\
                "systemProperties":{"iothub-content-type":"Application/JSON","iothub-connection-device-id":"d1",\
                "iothub-connection-auth-generation-id":"638000000000000000",\
                "iothub-connection-auth-method":"{\\"scope\\":\\"device\\",\\"type\\":\\"sas\\",\\"issuer\\":\\"iothub\\",\
                \\"acceptingIpFilterRule\\":null}","iothub-enqueuedtime":"2026-01-02T03:04:05.6780000Z",\
                "iothub-message-source":"Telemetry"}}}]""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "application/json | utf-8    | {\"t\":1.50}  | {\"t\":1.50}",
            "Application/Json | UTF-8    | [ 1, 2 ]      | [ 1, 2 ]",
            "application/json | utf-16   | {}            | \"e30=\"",
            "application/json |          | {}            | \"e30=\"",
            "text/plain       | utf-8    | {}            | \"e30=\"",
            "application/json | utf-8    | {             | \"ew==\"",
            "application/json | utf-8    | {} {}         | \"e30ge30=\"",
            "application/json; charset=utf-8 | utf-8 | {} | \"e30=\"" })
    void bodyIsJsonOnlyWhenItIsSaidToBeAndIs(String type, String encoding, String body, String expected) {
        // given
        Map<SystemProperty, String> system = encoding == null ? Map.of(SystemProperty.CONTENT_TYPE, type)
                : Map.of(SystemProperty.CONTENT_TYPE, type, SystemProperty.CONTENT_ENCODING, encoding);

        // when
        String text = text(Entries.telemetry(1, ClientId.of("d1"), system, Map.of(), body));

        // then
        assertThat(text).contains("\"data\":{\"body\":" + expected + ",\"properties\"");
    }

    @Test
    void moduleIsInTheSubjectAndTheSystemProperties() {
        // when
        JsonNode event = event(Entries.telemetry(1, ClientId.of("d1", "m1"), Map.of(), Map.of(), "x"));

        // then
        assertThat(event.path("subject").textValue()).isEqualTo("devices/d1/m1");
        assertThat(event.at("/data/systemProperties/iothub-connection-module-id").textValue()).isEqualTo("m1");
    }

    @Test
    void propertyWithoutAValueIsNull() {
        // when
        JsonNode event = event(
                Entries.telemetry(1, ClientId.of("d1"), Map.of(), Map.of("flag", DeviceMessage.NO_VALUE), "x"));

        // then
        assertThat(event.at("/data/properties/flag").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "createDeviceIdentity,Microsoft.Devices.DeviceCreated",
            "deleteDeviceIdentity,Microsoft.Devices.DeviceDeleted" })
    void lifecycleHasTheTwinAndWhoItIs(String opType, String expected) {
        // when
        JsonNode event = event(Entries.notification(1, MessageSource.DEVICE_LIFECYCLE, ClientId.of("d1"), opType,
                "{\"deviceId\":\"d1\",\"version\":2}"));

        // then
        assertThat(event.path("eventType").textValue()).isEqualTo(expected);
        assertThat(event.at("/data/twin/version").intValue()).isEqualTo(2);
        assertThat(event.at("/data/hubName").textValue()).isEqualTo("hub");
        assertThat(event.at("/data/deviceId").textValue()).isEqualTo("d1");
        assertThat(event.at("/data/moduleId").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "deviceConnected,Microsoft.Devices.DeviceConnected",
            "deviceDisconnected,Microsoft.Devices.DeviceDisconnected" })
    void connectionStateHasItsSequenceNumberAndWhoItIs(String opType, String expected) {
        // when
        JsonNode event = event(Entries.notification(1, MessageSource.DEVICE_CONNECTION_STATE, ClientId.of("d1", "m1"), opType,
                "{\"sequenceNumber\":\"0007\"}"));

        // then
        assertThat(event.path("eventType").textValue()).isEqualTo(expected);
        assertThat(event.at("/data/deviceConnectionStateEventInfo/sequenceNumber").textValue()).isEqualTo("0007");
        assertThat(event.at("/data/moduleId").textValue()).isEqualTo("m1");
    }

    @Test
    void changesOfTwinsHaveTypesOfOurs() {
        // when
        JsonNode twin = event(Entries.notification(1, MessageSource.TWIN_CHANGE, ClientId.of("d1"), "updateTwin",
                "{\"version\":7}"));
        JsonNode digital = event(Entries.notification(2, MessageSource.DIGITAL_TWIN_CHANGE, ClientId.of("d1"), "updateTwin",
                "[]"));

        // then
        assertThat(twin.path("eventType").textValue()).isEqualTo("Nave.Devices.TwinChanged");
        assertThat(twin.at("/data/body/version").intValue()).isEqualTo(7);
        assertThat(digital.path("eventType").textValue()).isEqualTo("Nave.Devices.DigitalTwinChanged");
    }

    @Test
    void deviceThatWritesAnOperationIsStillTelemetry() {
        // when
        JsonNode event = event(Entries.telemetry(1, ClientId.of("d1"), Map.of(), Map.of("opType", "deleteDeviceIdentity"), ""));

        // then
        assertThat(event.path("eventType").textValue()).isEqualTo("Microsoft.Devices.DeviceTelemetry");
    }

    @Test
    void batchEndsAtItsNumberOrAtAMegabyte() {
        // given
        String large = "x".repeat(200_000);
        List<OutboxEntry> entries = List.of(Entries.text(1, large), Entries.text(2, large), Entries.text(3, large),
                Entries.text(4, large), Entries.text(5, large));

        // when
        WebhookEvents.Batch byNumber = events.encode(entries, 2);
        WebhookEvents.Batch bySize = events.encode(entries, 100);

        // then
        assertThat(byNumber.count()).isEqualTo(2);
        assertThat(bySize.count()).isEqualTo(3);
        assertThat(bySize.body()).hasSizeLessThan(1_000_000);
        assertThat(JsonText.array(bySize.body())).hasSize(3);
    }
}
