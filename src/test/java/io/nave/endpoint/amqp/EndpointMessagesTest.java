package io.nave.endpoint.amqp;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nave.endpoint.Entries;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.endpoints.EndpointKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** Messages as the consumers of each kind know them (semantics §1.3). */
class EndpointMessagesTest {

    private static final String AUTH = "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\","
            + "\"acceptingIpFilterRule\":null}";

    private static Message encode(EndpointKind kind, DeviceMessage message) {
        byte[] bytes = new EndpointMessages(kind).encode(message);
        Message decoded = Message.Factory.create();
        assertThat(decoded.decode(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        return decoded;
    }

    private static DeviceMessage telemetry() {
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        system.put(SystemProperty.MESSAGE_ID, "m1");
        system.put(SystemProperty.CORRELATION_ID, "c1");
        system.put(SystemProperty.USER_ID, "u1");
        system.put(SystemProperty.CONTENT_TYPE, "application/json");
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.MODEL_ID, "dtmi:a:b;1");
        system.put(SystemProperty.COMPONENT, "thermostat");
        system.put(SystemProperty.ABSOLUTE_EXPIRY_TIME, "2020-01-01T00:00:00Z");
        return Entries.telemetry(1, ClientId.of("d1"), system, Map.of("level", "hot"), "{\"t\":1}").message();
    }

    private static Map<String, Object> annotations(Message message) {
        Map<String, Object> byName = new LinkedHashMap<>();
        message.getMessageAnnotations().getValue().forEach((name, value) -> byName.put(((Symbol) name).toString(), value));
        return byName;
    }

    @ParameterizedTest
    @EnumSource(names = { "AMQP_ADDRESSES", "EVENT_HUBS", "SERVICE_BUS_QUEUES", "SERVICE_BUS_TOPICS" })
    void everyKindHasTheProtocolsPropertiesAndTheBytes(EndpointKind kind) {
        // when
        Message message = encode(kind, telemetry());

        // then
        assertThat(QueueReader.text(message)).isEqualTo("{\"t\":1}");
        assertThat(message.isDurable()).isTrue();
        assertThat(message.getHeader().getTtl()).isNull();
        assertThat(message.getMessageId()).isEqualTo("m1");
        assertThat(message.getCorrelationId()).isEqualTo("c1");
        assertThat(message.getUserId()).isEqualTo("u1".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getContentType()).isEqualTo("application/json");
        assertThat(message.getContentEncoding()).isEqualTo("utf-8");
    }

    @Test
    void eventHubsHasWhatTheHubSaysInAnnotations() {
        // when
        Message message = encode(EndpointKind.EVENT_HUBS, telemetry());

        // then
        assertThat(annotations(message)).containsOnly(entry("x-opt-partition-key", "d1"),
                entry("iothub-enqueuedtime", new Date(Entries.RECEIVED)), entry("iothub-connection-device-id", "d1"),
                entry("iothub-connection-auth-generation-id", "638000000000000000"),
                entry("iothub-connection-auth-method", AUTH), entry("iothub-message-source", "Telemetry"),
                entry("dt-dataschema", "dtmi:a:b;1"), entry("dt-subject", "thermostat"));
        assertThat(message.getApplicationProperties().getValue()).containsOnly(entry("level", "hot"));
        assertThat(message.getExpiryTime()).isPositive();
    }

    @Test
    void serviceBusHasItInApplicationPropertiesWithoutTheTime() {
        // when
        Message message = encode(EndpointKind.SERVICE_BUS_QUEUES, telemetry());

        // then
        assertThat(annotations(message)).containsOnly(entry("x-opt-partition-key", "d1"));
        assertThat(message.getApplicationProperties().getValue()).containsOnly(entry("level", "hot"),
                entry("iothub-connection-device-id", "d1"),
                entry("iothub-connection-auth-generation-id", "638000000000000000"),
                entry("iothub-connection-auth-method", AUTH), entry("iothub-message-source", "Telemetry"),
                entry("dt-dataschema", "dtmi:a:b;1"), entry("dt-subject", "thermostat"),
                entry("absolute-expiry-time", "2020-01-01T00:00:00Z"));
        assertThat(message.getExpiryTime()).isZero();
    }

    @Test
    void brokersHaveItInBothPlaces() {
        // when
        Message message = encode(EndpointKind.AMQP_ADDRESSES, telemetry());

        // then
        assertThat(annotations(message)).containsEntry("iothub-connection-device-id", "d1")
                .containsEntry("iothub-enqueuedtime", new Date(Entries.RECEIVED)).doesNotContainKey("x-opt-partition-key");
        assertThat(message.getApplicationProperties().getValue()).containsEntry("level", "hot")
                .containsEntry("iothub-connection-device-id", "d1").containsEntry("dt-dataschema", "dtmi:a:b;1")
                .containsEntry("iothub-enqueuedtime", "2026-01-02T03:04:05.6780000Z")
                .containsEntry("absolute-expiry-time", "2020-01-01T00:00:00Z");
        assertThat(message.getExpiryTime()).isZero();
    }

    @Test
    void deviceCannotClaimToBeAnother() {
        // given
        DeviceMessage liar = Entries.telemetry(1, ClientId.of("d1"), Map.of(),
                Map.of("iothub-connection-device-id", "other", "iothub-connection-module-id", "m",
                        "iothub-message-source", "twinChangeEvents", "iothub-enqueuedtime", "never"),
                "").message();

        // when
        Message message = encode(EndpointKind.SERVICE_BUS_QUEUES, liar);

        // then
        assertThat(message.getApplicationProperties().getValue()).containsEntry("iothub-connection-device-id", "d1")
                .containsEntry("iothub-message-source", "Telemetry")
                .doesNotContainKeys("iothub-connection-module-id", "iothub-enqueuedtime");
    }

    @Test
    void notificationSaysItsSource() {
        // given
        DeviceMessage notification = Entries
                .notification(1, MessageSource.TWIN_CHANGE, ClientId.of("d1"), "updateTwin", "{}").message();

        // when
        Message message = encode(EndpointKind.EVENT_HUBS, notification);

        // then
        assertThat(annotations(message)).containsEntry("iothub-message-source", "twinChangeEvents");
        assertThat(message.getApplicationProperties().getValue()).containsEntry("opType", "updateTwin")
                .containsEntry("iothub-message-schema", "twinChangeNotification");
    }

    @Test
    void propertyWithoutAValueIsNull() {
        // given
        DeviceMessage message = Entries
                .telemetry(1, ClientId.of("d1"), Map.of(), Map.of("flag", DeviceMessage.NO_VALUE), "").message();

        // when
        Map<String, Object> application = encode(EndpointKind.EVENT_HUBS, message).getApplicationProperties().getValue();

        // then
        assertThat(application).containsEntry("flag", null);
    }
}
