package io.nave.protocol.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

/** Telemetry over HTTPS: single messages and batches, of devices and modules (device-protocols §3.1-3.3, §3.7). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class TelemetryIT {

    private static final String EVENTS = "/messages/events?api-version=2021-04-12";
    private static final String BATCH = "application/vnd.microsoft.iothub.json";
    private static final int LIMIT = 256 * 1024;

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    EventLog log;
    private HttpsDevices devices;

    @BeforeEach
    void connect() {
        devices = new HttpsDevices(server);
    }

    private List<DeviceMessage> stored(String device) {
        return HttpsDevices.stored(log, device);
    }

    private static List<String> bodies(List<DeviceMessage> messages) {
        return messages.stream().map(message -> new String(message.body().bytes(), StandardCharsets.UTF_8)).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the Java SDK sends, byte for byte but for the token (§3.2). */
    @Test
    void messageIsStoredWithAllItsPropertiesWhenItIsAnswered() {
        // given
        devices.create("tele-1");

        // when
        String answer = RawHttp.exchange(server, devices.head("POST /devices/tele-1/messages/events?api-version=2020-09-30",
                "tele-1")
                + "content-type: binary/octet-stream\r\niothub-contenttype: application/json\r\n"
                + "iothub-contentencoding: utf-8\r\niothub-messageid: id-1\r\niothub-correlationid: 2b4f5ab5\r\n"
                + "iothub-userid: u1\r\niothub-app-tempAlert: a b+c&d=é\r\niothub-to: /devices/tele-1/messages/events\r\n"
                + "iothub-connection-device-id: another\r\nConnection: close\r\nContent-Length: 7\r\n\r\n{\"t\":1}");

        // then
        assertThat(answer).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n").contains("\r\nx-ms-request-id: ");
        List<DeviceMessage> messages = stored("tele-1");
        assertThat(bodies(messages)).containsExactly("{\"t\":1}");
        DeviceMessage message = messages.getFirst();
        assertThat(message.systemProperties()).isEqualTo(Map.of(SystemProperty.CONTENT_TYPE, "application/json",
                SystemProperty.CONTENT_ENCODING, "utf-8", SystemProperty.MESSAGE_ID, "id-1", SystemProperty.CORRELATION_ID,
                "2b4f5ab5", SystemProperty.USER_ID, "u1", SystemProperty.TO, "/devices/tele-1/messages/events"));
        assertThat(message.applicationProperties()).isEqualTo(Map.of("tempAlert", "a b+c&d=é"));
        assertThat(message.origin().client()).isEqualTo(ClientId.of("tele-1"));
        assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.DEVICE_SAS);
        devices.asPolicy("iothubowner").get("/devices/tele-1").then()
                .body("generationId", equalTo(message.origin().generationId()))
                .body("connectionState", equalTo("Disconnected")).body("lastActivityTime", equalTo("0001-01-01T00:00:00"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/tele-2/modules/m1/messages/events", "/devices/tele-2/modules/m1//messages/events/",
            "/Devices/tele-2/Modules/m1/Messages/Events" })
    void moduleSendsByATokenOfItsOwn(String path) {
        // given
        devices.create("tele-2");
        devices.createModule("tele-2", "m1");
        int before = stored("tele-2").size();

        // when
        devices.as("tele-2/modules/m1").body("of a module").post(path + "?api-version=1").then().statusCode(204);

        // then
        DeviceMessage message = stored("tele-2").get(before);
        assertThat(message.origin().client()).isEqualTo(ClientId.of("tele-2", "m1"));
        assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.MODULE_SAS);
    }

    @Test
    void batchIsStoredInItsOrder() {
        // given
        devices.create("tele-3");

        // when
        devices.as("tele-3").header("Content-Type", BATCH + "; charset=utf-8").header("iothub-app-request", "not a message's")
                .body(utf8("[{\"body\":\"dHdv\"},{\"body\":\"three\",\"base64Encoded\":false,"
                        + "\"properties\":{\"iothub-app-tempAlert\":\"é\",\"iothub-messageid\":\"id-3\"}},{\"body\":\"\"}]"))
                .post("/devices/tele-3" + EVENTS).then().statusCode(204).body(emptyString());

        // then
        List<DeviceMessage> messages = stored("tele-3");
        assertThat(bodies(messages)).containsExactly("two", "three", "");
        assertThat(messages.get(0).applicationProperties()).isEmpty();
        assertThat(messages.get(1).applicationProperties()).isEqualTo(Map.of("tempAlert", "é"));
        assertThat(messages.get(1).systemProperties()).isEqualTo(Map.of(SystemProperty.MESSAGE_ID, "id-3"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "[{\"body\":\"dHdv\"},{}]", "[{\"body\":\"dHdv\"},{\"body\":\"***\"}]" })
    void ofAMalformedBatchNothingIsStored(String body) {
        // given
        devices.create("tele-4");

        // when then
        devices.as("tele-4").header("Content-Type", BATCH).body(utf8(body)).post("/devices/tele-4" + EVENTS).then()
                .statusCode(400)
                .header("Content-Type", "application/json; charset=utf-8").body("Message", startsWith("ErrorCode:"))
                .body("ExceptionMessage", startsWith("Tracking ID:"));
        assertThat(stored("tele-4")).isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefusedAsAWhole() {
        // given
        devices.create("tele-5");
        String half = "[{\"body\":\"" + "x".repeat(LIMIT / 2) + "\",\"base64Encoded\":false}";

        // when then
        tooLarge(new byte[LIMIT + 1], "", "");
        tooLarge(new byte[LIMIT], "iothub-app-more", "than the limit");
        tooLarge(new byte[2 << 20], "", "");
        tooLarge(utf8(half + "," + half.substring(1) + "]"), "Content-Type", BATCH);
        assertThat(stored("tele-5")).isEmpty();
        devices.as("tele-5").body(new byte[LIMIT]).post("/devices/tele-5" + EVENTS).then().statusCode(204);
        assertThat(stored("tele-5")).hasSize(1).allSatisfy(message -> assertThat(message.body().length()).isEqualTo(LIMIT));
    }

    private void tooLarge(byte[] body, String header, String value) {
        var request = devices.as("tele-5").body(body);
        (header.isEmpty() ? request : request.header(header, value)).post("/devices/tele-5" + EVENTS).then().statusCode(413)
                .header("iothub-errorcode", "MessageTooLarge").body("Message", startsWith("ErrorCode:MessageTooLarge;"));
    }

    /** The Node SDK says no length (§3.1). */
    @Test
    void chunkedBodiesAreTakenUpToTheSameLimit() {
        // given
        devices.create("tele-6");
        String head = devices.head("POST /devices/tele-6" + EVENTS, "tele-6")
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";

        // when then
        assertThat(RawHttp.exchange(server, head + "3\r\none\r\n4\r\n and\r\n0\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        assertThat(RawHttp.exchange(server, head + "0\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        assertThat(RawHttp.exchange(server, head + chunk.repeat(4) + "0\r\n\r\n")).startsWith("HTTP/1.1 204 ");
        assertThat(RawHttp.exchange(server, head + chunk.repeat(4) + "1\r\nx\r\n0\r\n\r\n")).startsWith("HTTP/1.1 413 ")
                .contains("iothub-errorcode: MessageTooLarge\r\n");
        assertThat(stored("tele-6")).extracting(message -> message.body().length()).containsExactly(7, 0, LIMIT);
    }

    @Test
    void clientThatAsksBeforeItSendsIsToldToGoOn() {
        // given
        devices.create("tele-7");
        String head = devices.head("POST /devices/tele-7" + EVENTS, "tele-7") + "Expect: 100-continue\r\n";

        // when then
        assertThat(RawHttp.beginning(server, head + "Content-Length: 5\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");
        assertThat(RawHttp.beginning(server, head + "Content-Length: 300000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(RawHttp.beginning(server, head.replace("tele-7/messages", "tele-6/messages") + "Content-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ");
    }

    /** The Java SDK keeps the connection (§3.1). */
    @Test
    void connectionServesRequestsAfterRefusedOnes() {
        // given
        devices.create("tele-8");
        String good = devices.head("POST /devices/tele-8" + EVENTS, "tele-8");
        String foreign = devices.head("POST /devices/tele-8" + EVENTS, "another");
        String body = "Content-Length: 5\r\n\r\nhello";

        // when
        String answers = RawHttp.exchange(server, good + body + foreign + body + good + "Content-Length: 262145\r\n\r\n"
                + "x".repeat(LIMIT + 1) + good + "Content-Type: " + BATCH + "\r\n" + body + good
                + "Connection: close\r\n" + body);

        // then
        assertThat(Stream.of(answers.split("(?=HTTP/1.1 )")).map(answer -> answer.substring(9, 12)))
                .containsExactly("204", "401", "413", "400", "204");
        assertThat(bodies(stored("tele-8"))).containsExactly("hello", "hello");
    }

    @ParameterizedTest
    @CsvSource({ "iothubowner, 204", "device, 204", "service, 401", "registryRead, 401", "registryReadWrite, 401" })
    void policyNeedsDeviceConnect(String policy, int status) {
        // given
        devices.create("tele-9");

        // when then
        devices.asPolicy(policy).body("x").post("/devices/tele-9" + EVENTS).then().statusCode(status);
        if (status == 204) {
            assertThat(stored("tele-9")).last()
                    .satisfies(m -> assertThat(m.origin().authMethod()).isEqualTo(AuthMethod.HUB_SAS));
            devices.asPolicy(policy).body("x").post("/devices/tele-nosuch" + EVENTS).then().statusCode(404)
                    .header("iothub-errorcode", "DeviceNotFound");
        }
    }

    /** Whether a device is unknown, disabled or has another key, its answer does not tell (§3.7). */
    @Test
    void whoIsNotThisDeviceLearnsNothing() {
        // given
        devices.create("tele-10");
        devices.create("tele-off");
        devices.createModule("tele-10", "m1");
        devices.disable("tele-off");
        String wrong = HttpsDevices.token("tele-10", TestEngines.POLICY_KEY);

        // when then
        String expected = refusal("tele-10", wrong);
        assertThat(refusal("tele-nosuch", HttpsDevices.token("tele-nosuch"))).isEqualTo(expected);
        assertThat(refusal("tele-off", HttpsDevices.token("tele-off"))).isEqualTo(expected);
        assertThat(refusal("tele-10", HttpsDevices.token("tele-10/modules/m1"))).isEqualTo(expected);
        assertThat(refusal("tele-10/modules/m1", HttpsDevices.token("tele-10"))).isEqualTo(expected);
        assertThat(refusal("tele-10/modules/m2", HttpsDevices.token("tele-10/modules/m2"))).isEqualTo(expected);
        assertThat(refusal("tele-10", HttpsDevices.token("tele-off"))).isEqualTo(expected);
        assertThat(refusal("tele-10", "")).isEqualTo(expected);
        assertThat(refusal("tele-10", " ")).isEqualTo(expected);
        assertThat(stored("tele-10")).isEmpty();
    }

    private String refusal(String client, String authorization) {
        return devices.by(authorization).body("x").post("/devices/" + client + EVENTS).then().statusCode(401)
                .header("iothub-errorcode", "IotHubUnauthorized").extract().path("Message");
    }
}
