package io.nave.protocol.http;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

/** Devices fetch and settle their messages over HTTPS (device-protocols §3.4, §3.7, semantics §5). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class DeviceQueueIT {

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{7}Z";

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    private HttpsDevices devices;

    @BeforeEach
    void connect() {
        devices = new HttpsDevices(server);
    }

    private static String queue(String device) {
        return "/devices/" + device + "/messages/devicebound";
    }

    private void send(String device, String body) {
        devices.asPolicy("service").header("iothub-messageid", body).header("iothub-ack", "full").body(body)
                .post(queue(device)).then().statusCode(204);
    }

    private Response receive(String device) {
        return devices.as(device).header("iothub-messagelocktimeout", "180").get(queue(device) + "?api-version=2021-04-12");
    }

    private String token(String device) {
        Response received = receive(device);
        assertThat(received.statusCode()).isEqualTo(200);
        return received.header("ETag").replace("\"", "");
    }

    private String lastOutcome(String device) {
        Response queue = devices.asPolicy("iothubowner").get("/admin/queues/" + device);
        List<String> reasons = queue.jsonPath().getList("deadLetters.reason");
        return reasons.isEmpty() ? queue.jsonPath().getInt("depth") + " waiting" : reasons.getFirst();
    }

    /** The C SDK compares the names of headers byte by byte. */
    @Test
    void messageComesWithEveryHeaderInItsExactSpelling() {
        // given
        devices.create("q-1");
        RawHttp.exchange(server, "POST /devices/q-1/messages/deviceBound HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nAuthorization: " + io.nave.hub.access.TokenMaker.ofPolicy("127.0.0.1", "service", TestEngines.POLICY_KEY)
                + "\r\nConnection: close\r\niothub-messageid: m1\r\niothub-correlationid: c1\r\niothub-userid: ü\r\n"
                + "iothub-ack: full\r\niothub-expiry: 2035-01-01T00:00:00Z\r\niothub-contenttype: application/json\r\n"
                + "iothub-contentencoding: utf-8\r\niothub-app-tempAlert: a é\r\niothub-app-tempalert: 2\r\n"
                + "Content-Length: 7\r\n\r\n{\"t\":1}");

        // when
        String answer = RawHttp.exchange(server,
                devices.head("GET " + queue("q-1") + "?api-version=2016-11-14", "q-1") + "Connection: close\r\n\r\n");

        // then
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n{\"t\":1}");
        List<String> lines = Stream.of(answer.split("\r\n\r\n")[0].split("\r\n")).skip(1).toList();
        assertThat(lines).contains("iothub-messageid: m1", "iothub-correlationid: c1", "iothub-userid: ü", "iothub-ack: full",
                "iothub-expiry: 2035-01-01T00:00:00.0000000Z", "iothub-to: /devices/q-1/messages/deviceBound",
                "iothub-sequencenumber: 1", "iothub-deliverycount: 0", "iothub-contenttype: application/json",
                "iothub-contentencoding: utf-8", "ContentType: application/json", "ContentEncoding: utf-8",
                "iothub-app-tempAlert: a é", "iothub-app-tempalert: 2");
        assertThat(lines).anyMatch(line -> line.matches("ETag: \"" + UUID + "\""))
                .anyMatch(line -> line.matches("iothub-enqueuedtime: " + TIME))
                .anyMatch(line -> line.matches("(?i)content-type: application/json"));
    }

    @Test
    void messageIsWithOneReceiverAtATime() {
        // given
        devices.create("q-2");
        receive("q-2").then().statusCode(204).body(emptyString());
        send("q-2", "one");

        // when
        receive("q-2").then().statusCode(200).body(equalTo("one"));

        // then
        receive("q-2").then().statusCode(204);
        devices.asPolicy("iothubowner").get("/devices/q-2").then().body("connectionState", equalTo("Disconnected"))
                .body("cloudToDeviceMessageCount", equalTo(1));
    }

    /** Unquoted as Node, Java and C# write it, quoted as C does, not at all, or of another message (§3.4). */
    @ParameterizedTest
    @ValueSource(strings = { "$", "\"$\"", "", "*" })
    void messageIsCompletedByTheTokenInThePath(String ifMatch) {
        // given
        String device = "q-3" + ifMatch.hashCode();
        devices.create(device);
        send(device, "one");
        String token = token(device);

        // when
        var request = devices.as(device);
        (ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch.replace("$", token)))
                .delete(queue(device) + "/" + token + "?api-version=2021-04-12").then().statusCode(204).body(emptyString());

        // then
        assertThat(lastOutcome(device)).isEqualTo("0 waiting");
        devices.as(device).delete(queue(device) + "/" + token).then().statusCode(404)
                .header("iothub-errorcode", "ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource({ "q-41, ?api-version=2021-04-12&reject", "q-42, ?api-version=2020-09-30&%3Freject=true", "q-43, ?reject",
            "q-44, ?api-version=2021-04-12&reject=true" })
    void messageIsRejectedInEverySpelling(String device, String query) {
        // given
        devices.create(device);
        send(device, "unwanted");

        // when
        String answer = RawHttp.exchange(server, devices.head("DELETE " + queue(device) + "/" + token(device) + query, device)
                + "Connection: close\r\n\r\n");

        // then
        assertThat(answer).startsWith("HTTP/1.1 204 ");
        assertThat(lastOutcome(device)).isEqualTo("Rejected");
    }

    @Test
    void abandonedMessageComesAgainAndItsOldLockIsLost() {
        // given
        devices.create("q-5");
        send("q-5", "again");
        String token = token("q-5");

        // when
        devices.as("q-5").body("\0").post(queue("q-5") + "/" + token + "/Abandon?api-version=2021-04-12").then()
                .statusCode(204);

        // then
        Response again = receive("q-5");
        assertThat(again.asString()).isEqualTo("again");
        assertThat(again.header("iothub-deliverycount")).isEqualTo("1");
        assertThat(again.header("ETag")).isNotEqualTo("\"" + token + "\"");
        devices.as("q-5").delete(queue("q-5") + "/" + token).then().statusCode(412)
                .header("iothub-errorcode", "DeviceMessageLockLost");
        devices.as("q-5").post(queue("q-5") + "/" + token + "/abandon").then().statusCode(412);
    }

    @Test
    void messageThatIsAbandonedTooOftenIsDeadLettered() {
        // given
        devices.create("q-6");
        send("q-6", "never");

        // when
        for (int i = 0; i <= 10; i++) {
            devices.as("q-6").post(queue("q-6") + "/" + token("q-6") + "/abandon").then().statusCode(204);
        }

        // then
        receive("q-6").then().statusCode(204);
        assertThat(lastOutcome("q-6")).isEqualTo("DeliveryCountExceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = { "nonsense", "00000000-0000-0001-0000-000000000000", "%22" })
    void unknownLockIsNotFound(String token) {
        // given
        devices.create("q-7");

        // when then
        devices.as("q-7").delete(queue("q-7") + "/" + token).then().statusCode(404);
        devices.as("q-7").delete(queue("q-7") + "/" + token + "?reject").then().statusCode(404);
        devices.as("q-7").post(queue("q-7") + "/" + token + "/abandon").then().statusCode(404);
    }

    @Test
    void tokenOfAMessageIsNoRightToTheQueueOfAnother() {
        // given
        devices.create("q-8");
        devices.create("q-9");
        send("q-8", "mine");
        String token = token("q-8");

        // when then
        devices.as("q-9").get(queue("q-8")).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorized");
        devices.as("q-9").delete(queue("q-8") + "/" + token).then().statusCode(401);
        devices.as("q-9").delete(queue("q-9") + "/" + token).then().statusCode(404);
        devices.asPolicy("service").delete(queue("q-8") + "/" + token).then().statusCode(401);
        devices.asPolicy("device").delete(queue("q-8") + "/" + token).then().statusCode(204);
        devices.asPolicy("device").get(queue("q-nosuch")).then().statusCode(404)
                .header("iothub-errorcode", "DeviceNotFound");
        devices.as("q-8").body("x").post(queue("q-8")).then().statusCode(401);
    }

    /** Cloud-to-device messages are for devices, never for modules (device-protocols §1.10, §8). */
    @Test
    void modulesHaveNoQueue() {
        // given
        devices.create("q-10");
        devices.createModule("q-10", "m1");
        send("q-10", "one");

        // when then
        devices.as("q-10/modules/m1").get(queue("q-10/modules/m1")).then().statusCode(404)
                .header("iothub-errorcode", "ResourceNotFound");
        devices.as("q-10/modules/m1").get(queue("q-10")).then().statusCode(401);
    }

    @Test
    void bodyOfAnyBytesAndTypeArrives() {
        // given
        devices.create("q-11");
        byte[] bytes = { 0, 1, -1, 13, 10 };
        devices.asPolicy("service").header("iothub-contenttype", "no type at all").body(bytes).post(queue("q-11")).then()
                .statusCode(204);
        devices.asPolicy("service").header("iothub-contenttype", "text/plain").body(new byte[0]).post(queue("q-11"));

        // when then
        Response received = receive("q-11");
        assertThat(received.asByteArray()).isEqualTo(bytes);
        assertThat(received.contentType()).isEqualTo("application/octet-stream");
        assertThat(received.header("iothub-contenttype")).isEqualTo("no type at all");
        receive("q-11").then().statusCode(200).body(emptyString());
        devices.asPolicy("iothubowner").get("/admin/queues/q-11").then().body("messages", hasSize(2));
    }
}
