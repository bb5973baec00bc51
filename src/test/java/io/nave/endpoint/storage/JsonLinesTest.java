package io.nave.endpoint.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines of JSON as consumers of IoT Hub's files know them (semantics §1.3). */
class JsonLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void lineIsThatOfTheReference() {
        // given
        Map<String, String> application = new LinkedHashMap<>();
        application.put("level", "storage");
        application.put("say \"so\"", "");
        // when
        String line = line(StoredMessages.message(Map.of(), application, new byte[] { 1, 2, (byte) 0xff }));
        // then
        assertThat(line).isEqualTo("{\"EnqueuedTimeUtc\":\"2019-05-10T06:06:32.7220000Z\","
                + "\"Properties\":{\"level\":\"storage\",\"say \\\"so\\\"\":\"\"},"
                + "\"SystemProperties\":{\"connectionDeviceId\":\"d1\","
                + "\"connectionAuthMethod\":\"{\\\"scope\\\":\\\"device\\\",\\\"type\\\":\\\"sas\\\",\\\"issuer\\\":\\\"iothub\\\","
                + "\\\"acceptingIpFilterRule\\\":null}\",\"connectionDeviceGenerationId\":\"636930642531278483\","
                + "\"enqueuedTime\":\"2019-05-10T06:06:32.7220000Z\"},\"Body\":\"AQL/\"}\n");
    }

    @Test
    void systemPropertiesHaveTheirNamesOfFiles() throws Exception {
        // given
        Map<SystemProperty, String> system = new LinkedHashMap<>();
        system.put(SystemProperty.MESSAGE_ID, "m");
        system.put(SystemProperty.CORRELATION_ID, "c");
        system.put(SystemProperty.USER_ID, "u");
        system.put(SystemProperty.CONTENT_TYPE, "t");
        system.put(SystemProperty.CONTENT_ENCODING, "e");
        system.put(SystemProperty.MODEL_ID, "dtmi:a;1");
        system.put(SystemProperty.COMPONENT, "thermostat");
        system.put(SystemProperty.CREATION_TIME, "2019");
        system.put(SystemProperty.MESSAGE_SCHEMA, "s");
        MessageOrigin module = new MessageOrigin(ClientId.of("d1", "m1"), "g", AuthMethod.MODULE_SAS);
        // when
        JsonNode record = JSON.readTree(line(StoredMessages.message(module, system, Map.of("iothub-message-schema", "own"),
                new byte[0])));
        // then
        assertThat(record.path("SystemProperties")).isEqualTo(JSON.createObjectNode().put("connectionDeviceId", "d1")
                .put("connectionModuleId", "m1").put("connectionAuthMethod", AuthMethod.MODULE_SAS.json())
                .put("connectionDeviceGenerationId", "g").put("messageId", "m").put("correlationId", "c").put("userId", "u")
                .put("contentType", "t").put("contentEncoding", "e").put("dt-dataschema", "dtmi:a;1")
                .put("dt-subject", "thermostat").put("enqueuedTime", "2019-05-10T06:06:32.7220000Z"));
        assertThat(record.path("Properties")).isEqualTo(JSON.createObjectNode().put("iothub-message-schema", "own")
                .put("iothub-creation-time-utc", "2019"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":[1.10,-0,1E400,\"\\u00e9 ü 😀\"]}", "5", "null", " [ ] ", "\"\"" })
    void bodyThatIsDeclaredAsJsonIsJsonAsItWasWritten(String body) {
        assertThat(body("Application/JSON", "UTF-8", body)).isEqualTo(body);
    }

    @Test
    void lineBreaksOfABodyBreakNoLine() {
        assertThat(body("application/json", "utf-8", "{\r\n  \"a\\n\": 1\n}\n")).isEqualTo("{  \"a\\n\": 1}");
    }

    @ParameterizedTest
    @CsvSource({ "application/json,utf-16", "text/json,utf-8", "application/json;charset=utf-8,utf-8", "application/json,''" })
    void bodyThatIsNotDeclaredAsJsonIsBase64(String contentType, String contentEncoding) {
        assertThat(body(contentType, contentEncoding, "{}")).isEqualTo(base64("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "{", "{} {}", "{}]", "{a:1}", "'a'", "\ufeff{}", "nul", "01", "{\"a\":1}\u0000",
            "\u0000{\u0000}", "// c\n1" })
    void bodyThatIsNoJsonIsBase64(String body) {
        assertThat(body("application/json", "utf-8", body)).isEqualTo(base64(body));
    }

    @Test
    void bodyThatIsNoUtf8IsBase64() {
        // given
        Map<SystemProperty, String> declared = Map.of(SystemProperty.CONTENT_TYPE, "application/json",
                SystemProperty.CONTENT_ENCODING, "utf-8");
        byte[] overlong = { '"', (byte) 0xc0, (byte) 0x80, '"' };
        // when
        String line = line(StoredMessages.message(declared, Map.of(), overlong));
        // then
        assertThat(line).endsWith("\"Body\":\"IsCAIg==\"}\n");
    }

    @Test
    void textThatIsNoUnicodeStopsNothing() throws Exception {
        String line = line(StoredMessages.message(Map.of(), Map.of("half", "a\ud83d"), new byte[0]));
        assertThat(JSON.readTree(line).path("Properties").path("half").asText()).isEqualTo("a?");
    }

    private static String body(String contentType, String contentEncoding, String body) {
        String line = line(StoredMessages.message(contentType, contentEncoding, body));
        return line.substring(line.indexOf(",\"Body\":") + 8, line.length() - 2);
    }

    private static String base64(String text) {
        return "\"" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    private static String line(DeviceMessage message) {
        JsonLines lines = new JsonLines();
        lines.add(message);
        String line = new String(lines.take(), StandardCharsets.UTF_8);
        assertThat(line.lines()).hasSize(1);
        assertThat(lines.pending()).isZero();
        return line;
    }
}
