package io.nave.protocol.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.vertx.core.MultiMap;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers that bring a message to a device (device-protocols §3.4). */
class DeviceQueueHeadersTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private static List<Map.Entry<String, String>> write(Map<SystemProperty, String> system, Map<String, String> application) {
        DeviceBoundMessage message = new DeviceBoundMessage(system, application, MessageBody.of(new byte[0]));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        DeviceQueueHeaders.write(new DeviceId("d1"), new LockedMessage(LockToken.of(3, 4), 2, AT, AT, true, message), headers);
        return headers.entries().stream().map(header -> Map.entry(header.getKey(), header.getValue())).toList();
    }

    private static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyPropertyHasItsHeader() {
        // when
        var headers = write(Map.of(SystemProperty.MESSAGE_ID, "m1", SystemProperty.CORRELATION_ID, "c1",
                SystemProperty.USER_ID, "ü1", SystemProperty.ACK, "full", SystemProperty.CONTENT_TYPE, "text/plain",
                SystemProperty.CONTENT_ENCODING, "utf-8", SystemProperty.ABSOLUTE_EXPIRY_TIME, "2030-01-01T00:00:00Z"),
                Map.of("tempAlert", "a b"));

        // then
        assertThat(headers).containsExactlyInAnyOrder(
                Map.entry("ETag", "\"00000000-0000-0003-0000-000000000004\""), Map.entry("iothub-sequencenumber", "3"),
                Map.entry("iothub-enqueuedtime", "2026-01-02T03:04:05.6780000Z"), Map.entry("iothub-deliverycount", "2"),
                Map.entry("iothub-to", "/devices/d1/messages/deviceBound"),
                Map.entry("iothub-expiry", "2030-01-01T00:00:00.0000000Z"), Map.entry("iothub-messageid", "m1"),
                Map.entry("iothub-correlationid", "c1"), Map.entry("iothub-userid", onTheWire("ü1")),
                Map.entry("iothub-ack", "full"), Map.entry("iothub-contenttype", "text/plain"),
                Map.entry("iothub-contentencoding", "utf-8"), Map.entry("ContentType", "text/plain"),
                Map.entry("ContentEncoding", "utf-8"), Map.entry("iothub-app-tempAlert", "a b"));
    }

    @Test
    void whatIsNotThereHasNoHeader() {
        assertThat(write(Map.of(), Map.of())).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("ETag",
                "iothub-sequencenumber", "iothub-enqueuedtime", "iothub-deliverycount", "iothub-to");
    }

    @Test
    void whatAHeaderCannotCarryIsPercentEncoded() {
        // given
        Map<String, String> application = new LinkedHashMap<>();
        application.put("temp alert", "50%");
        application.put("Größe", "two\r\nlines");
        application.put("tempAlert", "1");
        application.put("tempalert", "2");
        application.put("", "nameless");

        // when then
        assertThat(write(Map.of(), application)).filteredOn(header -> header.getKey().startsWith("iothub-app-"))
                .containsExactlyInAnyOrder(Map.entry("iothub-app-temp%20alert", "50%"),
                        Map.entry("iothub-app-Gr%C3%B6%C3%9Fe", "two%0D%0Alines"), Map.entry("iothub-app-tempAlert", "1"),
                        Map.entry("iothub-app-tempalert", "2"));
    }
}
