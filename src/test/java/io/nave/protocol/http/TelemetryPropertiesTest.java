package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers of a message from a device (device-protocols §3.1, §3.2). */
class TelemetryPropertiesTest {

    private static final MessageOrigin ORIGIN = new MessageOrigin(ClientId.of("d1"), "1", AuthMethod.DEVICE_SAS);

    @SafeVarargs
    private static DeviceMessage read(Map.Entry<String, String>... headers) {
        return TelemetryProperties.ofHeaders(List.of(headers)).message(ORIGIN, 7, MessageBody.of(new byte[] { 1 }));
    }

    /** As the HTTP library reads UTF-8. */
    private static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({ "IoTHub-MessageId, MESSAGE_ID", "iothub-correlationid, CORRELATION_ID", "iothub-userid, USER_ID",
            "iothub-to, TO", "iothub-expiry, ABSOLUTE_EXPIRY_TIME", "iothub-contenttype, CONTENT_TYPE",
            "IOTHUB-CONTENTENCODING, CONTENT_ENCODING", "iothub-ack, ACK", "iothub-operation, OPERATION",
            "iothub-interface-id, INTERFACE_ID", "iothub-creation-time-utc, CREATION_TIME",
            "iothub-creationtimeutc, CREATION_TIME", "iothub-messageschema, MESSAGE_SCHEMA", "dt-subject, COMPONENT" })
    void everySystemPropertyHasItsHeaderInAnyCase(String header, SystemProperty property) {
        // when
        DeviceMessage message = read(Map.entry(header, onTheWire("ü 1")));

        // then
        assertThat(message.systemProperties()).isEqualTo(Map.of(property, "ü 1"));
        assertThat(message.applicationProperties()).isEmpty();
    }

    @Test
    void namesOfApplicationPropertiesKeepTheirCase() {
        // when
        Map<String, String> application = read(Map.entry("iothub-app-tempAlert", onTheWire("a b+c&d=é")),
                Map.entry("IoTHub-App-tempalert", "2"), Map.entry("iothub-app-empty", ""), Map.entry("iothub-app-", "none"))
                .applicationProperties();

        // then
        assertThat(List.copyOf(application.entrySet())).containsExactly(Map.entry("tempAlert", "a b+c&d=é"),
                Map.entry("tempalert", "2"), Map.entry("empty", ""));
    }

    /** The content type of the request is that of the transport; who sent it is what the hub knows (§8). */
    @Test
    void otherHeadersAreNoProperties() {
        // when
        DeviceMessage message = read(Map.entry("Content-Type", "binary/octet-stream"), Map.entry("Content-Encoding", "gzip"),
                Map.entry("iothub-connection-device-id", "another"), Map.entry("iothub-messagelocktimeout", "180"),
                Map.entry("Authorization", "SharedAccessSignature x"));

        // then
        assertThat(message.systemProperties()).isEmpty();
        assertThat(message.applicationProperties()).isEmpty();
        assertThat(message.origin()).isSameAs(ORIGIN);
        assertThat(message.receivedAt()).isEqualTo(7);
    }

    /** The Node SDK writes a character below U+0100 as one byte. */
    @Test
    void valueThatIsNoUtf8IsLatin1() {
        assertThat(read(Map.entry("iothub-app-a", "Zürich")).applicationProperties()).isEqualTo(Map.of("a", "Zürich"));
    }

    @Test
    void emptyHeadersAndRepeatedOnesAreNoProperties() {
        assertThat(read(Map.entry("iothub-messageid", ""), Map.entry("iothub-messageid", "m1"),
                Map.entry("iothub-messageid", "m2")).systemProperties()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "m1"));
    }
}
