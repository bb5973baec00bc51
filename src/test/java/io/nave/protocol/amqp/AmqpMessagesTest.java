package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.AbstractMap;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Sections and AMQP types of a delivered event (service-protocols §7.7). */
final class AmqpMessagesTest {

    private static final MessageOrigin DEVICE = new MessageOrigin(ClientId.of("sim000001"), "638500000000000000",
            AuthMethod.DEVICE_SAS);
    private final Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
    private final Map<String, String> application = new LinkedHashMap<>();

    private Message encoded(MessageOrigin origin, byte[] body) {
        DeviceMessage message = new DeviceMessage(origin, 1714547677900L, system, application, MessageBody.of(body));
        byte[] bytes = new AmqpMessages().encode(new StoredEvent(16, 1714547677956L, message), Optional.empty(),
                Clock.systemUTC());
        Message decoded = Proton.message();
        decoded.decode(bytes, 0, bytes.length);
        return decoded;
    }

    private Message encoded() {
        return encoded(DEVICE, new byte[] { 1, 2, 3 });
    }

    private static Map<String, Object> annotations(Message message) {
        Map<String, Object> named = new LinkedHashMap<>();
        message.getMessageAnnotations().getValue().forEach((name, value) -> named.put(name.toString(), value));
        return named;
    }

    @Test
    void hubWritesWhatItKnowsIntoAnnotations() {
        // when
        Map<String, Object> annotations = annotations(encoded());

        // then
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("x-opt-sequence-number", 16L);
        expected.put("x-opt-offset", "16");
        expected.put("x-opt-enqueued-time", new Date(1714547677956L));
        expected.put("x-opt-partition-key", "sim000001");
        expected.put("x-opt-sequence-number-epoch", -1);
        expected.put("iothub-connection-device-id", "sim000001");
        expected.put("iothub-connection-auth-generation-id", "638500000000000000");
        expected.put("iothub-connection-auth-method",
                "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}");
        expected.put("iothub-enqueuedtime", new Date(1714547677900L));
        expected.put("iothub-message-source", "Telemetry");
        assertThat(annotations).isEqualTo(expected);
    }

    @Test
    void moduleIsNamed() {
        // when
        Message message = encoded(new MessageOrigin(ClientId.of("d1", "m1"), "1", AuthMethod.MODULE_SAS), new byte[0]);

        // then
        assertThat(annotations(message)).containsEntry("iothub-connection-device-id", "d1")
                .containsEntry("iothub-connection-module-id", "m1");
    }

    @Test
    void componentModelAndSecurityInterfaceAreAnnotations() {
        // given
        system.put(SystemProperty.COMPONENT, "thermostat1");
        system.put(SystemProperty.MODEL_ID, "dtmi:com:example:Thermostat;1");
        system.put(SystemProperty.INTERFACE_ID, "urn:azureiot:Security:SecurityAgent:1");

        // when
        Message message = encoded();

        // then
        assertThat(annotations(message)).containsEntry("dt-subject", "thermostat1")
                .containsEntry("dt-dataschema", "dtmi:com:example:Thermostat;1")
                .containsEntry("iothub-interface-id", "urn:azureiot:Security:SecurityAgent:1");
        assertThat(message.getApplicationProperties().getValue()).isEmpty();
    }

    @Test
    void protocolPropertiesHaveTheirTypes() {
        // given
        system.put(SystemProperty.MESSAGE_ID, "id-1");
        system.put(SystemProperty.CORRELATION_ID, "2b4f0e0f-0000-4000-8000-000000000000");
        system.put(SystemProperty.USER_ID, "ü1");
        system.put(SystemProperty.TO, "/devices/sim000001/messages/events");
        system.put(SystemProperty.CONTENT_TYPE, "application/json");
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.ABSOLUTE_EXPIRY_TIME, "2026-06-01T12:00:00.5Z");
        system.put(SystemProperty.CREATION_TIME, "2026-06-01T14:00:00.1234567+02:00");

        // when
        Message message = encoded();

        // then
        assertThat(message.getMessageId()).isEqualTo("id-1");
        assertThat(message.getCorrelationId()).isEqualTo("2b4f0e0f-0000-4000-8000-000000000000");
        assertThat(message.getProperties().getUserId()).isEqualTo(new Binary("ü1".getBytes(StandardCharsets.UTF_8)));
        assertThat(message.getAddress()).isEqualTo("/devices/sim000001/messages/events");
        assertThat((Object) message.getProperties().getContentType()).isEqualTo(Symbol.getSymbol("application/json"));
        assertThat((Object) message.getProperties().getContentEncoding()).isEqualTo(Symbol.getSymbol("utf-8"));
        assertThat(message.getProperties().getAbsoluteExpiryTime()).isEqualTo("2026-06-01T12:00:00.500Z");
        assertThat(message.getProperties().getCreationTime()).isEqualTo("2026-06-01T12:00:00.123Z");
        assertThat(message.getApplicationProperties().getValue())
                .isEqualTo(Map.of("iothub-creation-time-utc", "2026-06-01T14:00:00.1234567+02:00"));
    }

    @Test
    void dateThatIsNoneIsNoTimestamp() {
        // given
        system.put(SystemProperty.ABSOLUTE_EXPIRY_TIME, "tomorrow");
        system.put(SystemProperty.CREATION_TIME, "noon");

        // when
        Message message = encoded();

        // then
        assertThat(message.getProperties().getAbsoluteExpiryTime()).isNull();
        assertThat(message.getProperties().getCreationTime()).isNull();
        assertThat(message.getApplicationProperties().getValue()).isEqualTo(Map.of("iothub-creation-time-utc", "noon"));
    }

    @Test
    void applicationPropertiesAreStringsInTheirOrderAndMayBeNull() {
        // given
        application.put("zone", "a b+c&d=é");
        application.put("empty", "");
        application.put("flag", DeviceMessage.NO_VALUE);

        // when
        Map<String, Object> properties = encoded().getApplicationProperties().getValue();

        // then
        assertThat(properties).containsExactly(Map.entry("zone", "a b+c&d=é"), Map.entry("empty", ""),
                new AbstractMap.SimpleEntry<>("flag", null));
    }

    @Test
    void bodyIsOneDataSection() {
        byte[] large = new byte[70_000];
        large[69_999] = 7;
        assertThat(((Data) encoded(DEVICE, large).getBody()).getValue()).isEqualTo(new Binary(large));
        assertThat(((Data) encoded(DEVICE, new byte[0]).getBody()).getValue()).isEqualTo(new Binary(new byte[0]));
    }

    @Test
    void messageStartsWithItsAnnotationsToTheByte() {
        // given
        DeviceMessage message = new DeviceMessage(DEVICE, 0, Map.of(), Map.of(), MessageBody.of(new byte[] { 9 }));

        // when
        byte[] bytes = new AmqpMessages().encode(new StoredEvent(16, 0, message), Optional.empty(), Clock.systemUTC());

        // then
        assertThat(bytes).startsWith(0x00, 0x53, 0x72, 0xD1);
        assertThat(bytes).containsSequence(SaslExchangeTest.join(new byte[] { (byte) 0xA3, 21 },
                "x-opt-sequence-number".getBytes(StandardCharsets.US_ASCII),
                new byte[] { (byte) 0x81, 0, 0, 0, 0, 0, 0, 0, 16 }));
        assertThat(bytes).endsWith(0x00, 0x53, 0x75, 0xA0, 1, 9);
    }
}
