package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages as headers and a body (device-protocols §3.1, §3.2). */
class MessageHeadersTest {

    @SafeVarargs
    private static DeviceBoundMessage read(Map.Entry<String, String>... headers) {
        return MessageHeaders.read(List.of(headers), "hello".getBytes(StandardCharsets.UTF_8));
    }

    /** As the HTTP library reads UTF-8. */
    private static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyPropertyHasItsHeaderInAnyCase() {
        // when
        DeviceBoundMessage message = read(Map.entry("IoTHub-MessageId", "m1"), Map.entry("iothub-correlationid", "c1"),
                Map.entry("iothub-userid", onTheWire("ü1")), Map.entry("IOTHUB-ACK", "Full"),
                Map.entry("iothub-expiry", "2030-01-01T00:00:00Z"), Map.entry("Content-Type", "application/json"),
                Map.entry("iothub-contentencoding", "utf-8"), Map.entry("Authorization", "SharedAccessSignature x"));

        // then
        assertThat(message.system()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "m1", SystemProperty.CORRELATION_ID, "c1",
                SystemProperty.USER_ID, "ü1", SystemProperty.ACK, "full",
                SystemProperty.ABSOLUTE_EXPIRY_TIME, "2030-01-01T00:00:00Z",
                SystemProperty.CONTENT_TYPE, "application/json", SystemProperty.CONTENT_ENCODING, "utf-8"));
        assertThat(message.application()).isEmpty();
        assertThat(message.body().bytes()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void contentTypeOfTheMessageIsBeforeThatOfTheRequest() {
        assertThat(read(Map.entry("Content-Type", "application/octet-stream"), Map.entry("iothub-contenttype", "text/plain"))
                .system()).isEqualTo(Map.of(SystemProperty.CONTENT_TYPE, "text/plain"));
    }

    @Test
    void namesOfApplicationPropertiesKeepTheirCase() {
        // when
        Map<String, String> application = read(Map.entry("iothub-app-tempAlert", onTheWire("a b+c&d=é")),
                Map.entry("IoTHub-App-tempalert", "2"), Map.entry("iothub-app-empty", ""), Map.entry("iothub-app-", "none"))
                .application();

        // then
        assertThat(List.copyOf(application.entrySet())).containsExactly(Map.entry("tempAlert", "a b+c&d=é"),
                Map.entry("tempalert", "2"), Map.entry("empty", ""));
    }

    @Test
    void emptyHeadersAndRepeatedOnesAreNoProperties() {
        assertThat(read(Map.entry("iothub-messageid", ""), Map.entry("iothub-messageid", "m1"),
                Map.entry("iothub-messageid", "m2")).system()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "m1"));
    }
}
