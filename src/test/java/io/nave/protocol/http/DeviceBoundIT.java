package io.nave.protocol.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

/** Messages to devices over REST, their feedback, and the view of the queue (service-protocols §5.16, §14.11). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class DeviceBoundIT {

    private static final String FEEDBACK = "/messages/serviceBound/feedback";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void messageIsStoredWithItsPropertiesAndShownToOperators() {
        // given
        create("c2d-1");

        // when
        service().header("iothub-messageid", "m1").header("iothub-app-tempAlert", "a b").header("iothub-ack", "full")
                .header("iothub-contenttype", "text/plain").body("hello").post("/devices/c2d-1/messages/devicebound")
                .then().statusCode(204);

        // then
        owner().get("/admin/queues/c2d-1").then().statusCode(200).header("Content-Type", "application/json; charset=utf-8")
                .body("deviceId", equalTo("c2d-1")).body("depth", equalTo(1)).body("messages", hasSize(1))
                .body("messages[0].state", equalTo("enqueued")).body("messages[0].lockedUntilUtc", nullValue())
                .body("messages[0].systemProperties", equalTo(Map.of("message-id", "m1", "iothub-ack", "full",
                        "content-type", "text/plain")))
                .body("messages[0].properties", equalTo(Map.of("tempAlert", "a b")))
                .body("messages[0].body", equalTo("aGVsbG8=")).body("deadLetters", hasSize(0));
    }

    @Test
    void bytesOfHeadersAndBodyArriveAsTheyAre() {
        // given
        create("c2d-2");
        String body = "\u00e4\u0000";

        // when
        String answer = RawHttp.exchange(server, "POST /devices/c2d-2/messages/deviceBound HTTP/1.1\r\nHost: "
                + server.getAuthority() + "\r\nConnection: close\r\nAuthorization: " + token("service")
                + "\r\niothub-app-tempAlert: é\r\nIoTHub-UserId: ü\r\nContent-Length: 3\r\n\r\n" + body);

        // then
        assertThat(answer).startsWith("HTTP/1.1 204 ");
        owner().get("/admin/queues/c2d-2").then().body("messages[0].properties", equalTo(Map.of("tempAlert", "é")))
                .body("messages[0].systemProperties.user-id", equalTo("ü")).body("messages[0].body", equalTo("w6QA"));
    }

    @Test
    void refusalsHaveTheirCodes() {
        // given
        create("c2d-3");

        // when then
        send("c2d-nosuch", "m").statusCode(404).header("iothub-errorcode", "DeviceNotFound");
        service().header("iothub-expiry", "2020-01-01T00:00:00Z").body("x").post("/devices/c2d-3/messages/deviceBound").then()
                .statusCode(403).header("iothub-errorcode", "InvalidMessageExpiryTime");
        service().header("iothub-ack", "maybe").body("x").post("/devices/c2d-3/messages/deviceBound").then()
                .statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
        send("c2d-3", "x".repeat(64 * 1024)).statusCode(413).header("iothub-errorcode", "MessageTooLarge");
        service().delete("/devices/c2d-nosuch/commands").then().statusCode(404).header("iothub-errorcode", "DeviceNotFound");
        owner().get("/admin/queues/c2d-nosuch").then().statusCode(404).header("iothub-errorcode", "DeviceNotFound");
        owner().get("/admin/queues/c2d-3?top=101").then().statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
        service().get("/admin/queues/c2d-3").then().statusCode(401);
    }

    @Test
    void purgedMessagesAreCountedDeadLetteredAndTold() {
        // given
        create("c2d-4");
        IntStream.range(0, 64).forEach(i -> service().header("iothub-messageid", "p" + i).header("iothub-ack", "negative")
                .body("x").post("/devices/c2d-4/messages/deviceBound").then().statusCode(204));
        owner().get("/admin/queues/c2d-4?top=2").then().body("depth", equalTo(64)).body("messages", hasSize(2))
                .body("messages[1].systemProperties.message-id", equalTo("p1"));

        // when
        String purged = service().delete("/devices/c2d-4/Commands").then().statusCode(200).extract().asString();

        // then
        assertThat(purged).isEqualTo("{\"deviceId\":\"c2d-4\",\"moduleId\":null,\"totalMessagesPurged\":64}");
        service().delete("/devices/c2d-4/commands").then().body("totalMessagesPurged", equalTo(0));
        owner().get("/admin/queues/c2d-4").then().body("depth", equalTo(0)).body("deadLetters", hasSize(20))
                .body("deadLetters[0].reason", equalTo("Purged"));
        List<String> told = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            told.addAll(feedbackOn("c2d-4"));
            return told.size() >= 64;
        });
        assertThat(told).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 64).mapToObj(i -> "Purged p" + i).toList());
    }

    /** Completes the next batch, after having abandoned it once, and says what it tells of this device. */
    private List<String> feedbackOn(String device) {
        Response first = service().get(FEEDBACK);
        if (first.statusCode() == 204) {
            return List.of();
        }
        service().post("/messages/servicebound/feedback/" + tokenIn(first) + "/abandon").then().statusCode(204);
        Response again = service().get("/Messages/ServiceBound/Feedback");
        assertThat(again.asString()).isEqualTo(first.asString());
        service().delete(FEEDBACK + "/" + tokenIn(first)).then().statusCode(412)
                .header("iothub-errorcode", "DeviceMessageLockLost");
        service().delete(FEEDBACK + "/" + tokenIn(again)).then().statusCode(204);
        service().delete(FEEDBACK + "/" + tokenIn(again)).then().statusCode(404);
        List<Map<String, String>> records = again.jsonPath().getList("");
        return records.stream().filter(record -> record.get("deviceId").equals(device))
                .map(record -> record.get("statusCode") + " " + record.get("originalMessageId")).toList();
    }

    private static String tokenIn(Response batch) {
        assertThat(batch.statusCode()).isEqualTo(200);
        assertThat(batch.header("ETag")).startsWith("\"").endsWith("\"");
        return batch.header("ETag").replace("\"", "");
    }

    @ParameterizedTest
    @ValueSource(strings = { "registryReadWrite", "device" })
    void everyCallTakesServiceConnect(String policy) {
        as(policy).body("x").post("/devices/c2d-5/messages/deviceBound").then().statusCode(401);
        as(policy).delete("/devices/c2d-5/commands").then().statusCode(401);
        as(policy).get(FEEDBACK).then().statusCode(401);
        as(policy).delete(FEEDBACK + "/x").then().statusCode(401);
        as(policy).post(FEEDBACK + "/x/abandon").then().statusCode(401);
    }

    private ValidatableResponse send(String device, String body) {
        return service().header("iothub-messageid", "m1").body(body).post("/devices/" + device + "/messages/deviceBound")
                .then();
    }

    private void create(String id) {
        owner().header("Content-Type", "application/json; charset=utf-8").body("{}").put("/devices/" + id).then()
                .statusCode(200);
    }

    private RequestSpecification service() {
        return as("service");
    }

    private RequestSpecification owner() {
        return as("iothubowner");
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false).header("Authorization", token(policy));
    }

    private static String token(String policy) {
        return TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY);
    }
}
