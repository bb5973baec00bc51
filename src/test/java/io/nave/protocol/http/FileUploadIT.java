package io.nave.protocol.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.startsWith;

/** File upload as devices and back ends see it over HTTPS (device-protocols §3.6, §3.7, service-protocols §5.16, §6.6). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class FileUploadIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String NOTIFICATIONS = "/messages/serviceBound/filenotifications";
    private static final String VERSION = "?api-version=2020-09-30";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    private final String device = "fu-" + UUID.randomUUID();

    @Test
    void deviceUploadsAFileAndTheBackEndIsTold() {
        // given
        create();
        Instant before = Instant.now().minusSeconds(1);

        // when
        Map<String, String> begun = begin("dir/b 1.txt");
        assertThat(begun).containsOnlyKeys("correlationId", "hostName", "containerName", "blobName", "sasToken")
                .containsEntry("blobName", device + "/dir/b 1.txt");
        assertThat(begun.get("sasToken")).startsWith("?").contains("sig=");
        upload(begun, "hello");
        device().body("{\"correlationId\":\"" + begun.get("correlationId")
                + "\",\"isSuccess\":true,\"statusCode\":201,\"statusDescription\":\"ok\"}")
                .post(files() + "/notifications" + VERSION).then().statusCode(204).body(emptyString());

        // then
        Map<String, Object> told = notifications().getFirst();
        assertThat(told).containsEntry("deviceId", device).containsEntry("blobName", device + "/dir/b 1.txt")
                .containsEntry("blobSizeInBytes", 5)
                .containsOnlyKeys("deviceId", "blobUri", "blobName", "lastUpdatedTime", "blobSizeInBytes", "enqueuedTimeUtc");
        assertThat((String) told.get("blobUri")).startsWith("https://" + begun.get("hostName") + "/"
                + begun.get("containerName") + "/" + device).doesNotContain("?", " ");
        assertThat((String) told.get("lastUpdatedTime")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00");
        assertThat(OffsetDateTime.parse((String) told.get("lastUpdatedTime")).toInstant()).isBetween(before, Instant.now());
        assertThat((String) told.get("enqueuedTimeUtc")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/$ID/files", "/devices/$ID/files/", "/Devices/$ID/Files", "/devices%2F$ID%2Ffiles",
            "//devices//$ID//files", "/devices/$ID/modules/m1/files", "/devices/$ID/modules/m1//files/" })
    void everySpellingOfThePathIsTaken(String path) {
        // given
        create();
        String files = path.replace("$ID", device);
        boolean ofModule = path.contains("modules");
        RequestSpecification client = ofModule ? module() : device();

        // when
        Map<String, String> begun = client.body("{\"blobName\":\"b.txt\"}").post(files + "?api-version=2016-11-14").then()
                .statusCode(200).header("Content-Type", JSON).extract().jsonPath().getMap("");

        // then
        assertThat(begun.get("blobName")).isEqualTo(device + (ofModule ? "/m1/b.txt" : "/b.txt"));
        upload(begun, "x");
        (ofModule ? module() : device()).body("{\"isSuccess\":true,\"statusCode\":201,\"statusDescription\":\"done\"}")
                .post(files + "/notifications/" + begun.get("correlationId") + "/?api-version=2021-04-12").then()
                .statusCode(204);
        assertThat(notifications()).extracting(told -> told.get("blobName")).containsExactly(begun.get("blobName"));
    }

    @Test
    void idMayBeInPathAndBodyAndTheDeviceIdEncoded() {
        // given
        String id = "fu;+@$ %23-" + UUID.randomUUID();
        String encoded = URLEncoder.encode(id.replace(" ", "_"), StandardCharsets.UTF_8);
        registry().body(keys()).put("/devices/" + encoded).then().statusCode(200);
        String files = "/devices/" + encoded + "/files";

        // when
        Map<String, String> begun = by(encoded).body("{\"blobName\":\"b\"}").post(files + VERSION).then().statusCode(200)
                .extract().jsonPath().getMap("");

        // then
        String correlation = begun.get("correlationId").replace("-", "%2D");
        by(encoded).body("{\"correlationId\":\"" + begun.get("correlationId")
                + "\",\"isSuccess\":false,\"statusCode\":500,\"statusDescription\":null}")
                .post(files + "/notifications/" + correlation + VERSION).then().statusCode(204);
    }

    @Test
    void failureFreesAPlaceAndNobodyIsTold() {
        // given
        create();
        List<Map<String, String>> begun = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            begun.add(begin("b" + i));
        }
        refused(device().body("{\"blobName\":\"b\"}").post(files() + VERSION), 403,
                "DeviceMaximumActiveFileUploadLimitExceeded;Number of active file upload requests cannot exceed 10");

        // when
        report(begun.getFirst().get("correlationId"), false).then().statusCode(204);
        report(begun.getFirst().get("correlationId"), false).then().statusCode(204);

        // then
        begin("b10");
        refused(report(begun.getFirst().get("correlationId"), true), 400, "InvalidFileUploadCompletionStatus");
        assertThat(notifications()).isEmpty();
    }

    @Test
    void successIsToldOnceHoweverOftenItIsReported() {
        // given
        create();
        Map<String, String> begun = begin("b");
        refused(report(begun.get("correlationId"), true), 400, "InvalidStorageEndpointOrBlob");
        upload(begun, "x");

        // when
        report(begun.get("correlationId"), true).then().statusCode(204);
        report(begun.get("correlationId"), true).then().statusCode(204);

        // then
        assertThat(notifications()).hasSize(1);
    }

    @Test
    void notificationMayBeAbandonedAndComesAgain() {
        // given
        create();
        Map<String, String> begun = begin("b");
        upload(begun, "x");
        notifications();
        report(begun.get("correlationId"), true);

        // when
        Response first = service().get("/messages/servicebound/fileuploadnotifications");
        assertThat(first.statusCode()).isEqualTo(200);
        service().post(NOTIFICATIONS + "/" + tokenIn(first) + "/abandon").then().statusCode(204);
        Response again = service().get(NOTIFICATIONS);

        // then
        assertThat(again.asString()).isEqualTo(first.asString());
        service().delete(NOTIFICATIONS + "/" + tokenIn(first)).then().statusCode(412)
                .header("iothub-errorcode", "DeviceMessageLockLost");
        service().delete(NOTIFICATIONS + "/" + tokenIn(again)).then().statusCode(204);
        service().delete(NOTIFICATIONS + "/" + tokenIn(again)).then().statusCode(404);
        service().get(NOTIFICATIONS).then().statusCode(204);
    }

    @Test
    void refusalsHaveTheirCodes() {
        // given
        create();
        String unknown = UUID.randomUUID().toString();

        // when then
        refused(device().body("{}").post(files() + VERSION), 400, "ArgumentInvalid;blobName is missing");
        refused(device().body("{\"blobName\":7}").post(files() + VERSION), 400, "ArgumentInvalid");
        refused(device().body("{\"blobName\":\"../x\"}").post(files() + VERSION), 400, "ArgumentInvalid");
        refused(device().body("no JSON").post(files() + VERSION), 400, "IotHubFormatError");
        refused(report(unknown, true), 400, "InvalidFileUploadCorrelationId");
        refused(report("corr1", false), 400, "InvalidFileUploadCorrelationId");
        refused(device().body("{\"isSuccess\":true}").post(files() + "/notifications" + VERSION), 400,
                "InvalidFileUploadCorrelationId");
        refused(device().body("{\"statusCode\":200}").post(files() + "/notifications/" + unknown + VERSION), 400,
                "ArgumentInvalid;isSuccess is missing");
    }

    @Test
    void everybodyElseIsRefused() {
        // given
        create();
        Map<String, String> begun = begin("b");
        String other = "fu-" + UUID.randomUUID();
        registry().body(keys()).put("/devices/" + other).then().statusCode(200);

        // when then
        request("").body("{\"blobName\":\"b\"}").post(files() + VERSION).then().statusCode(401);
        service().body("{\"blobName\":\"b\"}").post(files() + VERSION).then().statusCode(401);
        by(other).body("{\"blobName\":\"b\"}").post(files() + VERSION).then().statusCode(401);
        refused(by(other).body("{\"isSuccess\":true}")
                .post("/devices/" + other + "/files/notifications/" + begun.get("correlationId") + VERSION), 400,
                "InvalidFileUploadCorrelationId");
        registry().header("If-Match", "*").body("{\"status\":\"disabled\"," + keys().substring(1))
                .put("/devices/" + device).then().statusCode(200);
        device().body("{\"blobName\":\"b\"}").post(files() + VERSION).then().statusCode(401);
    }

    private Map<String, String> begin(String name) {
        return device().body("{\"blobName\":\"" + name + "\"}").post(files() + VERSION).then().statusCode(200)
                .header("Content-Type", JSON).extract().jsonPath().getMap("");
    }

    private Response report(String correlation, boolean success) {
        return device().body("{\"isSuccess\":" + success + ",\"statusCode\":200,\"statusDescription\":\"\"}")
                .post(files() + "/notifications/" + correlation + VERSION);
    }

    /** To the port of this test, whatever port devices are told. */
    private void upload(Map<String, String> begun, String content) {
        assertThat(begun.get("hostName")).startsWith("127.0.0.1");
        String blob = URLEncoder.encode(begun.get("blobName"), StandardCharsets.UTF_8).replace("+", "%20");
        RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false).header("x-ms-blob-type", "BlockBlob").body(content)
                .put("/" + begun.get("containerName") + "/" + blob + begun.get("sasToken")).then().statusCode(201);
    }

    /** Completes all notifications, and returns those about this test's device. */
    private List<Map<String, Object>> notifications() {
        List<Map<String, Object>> mine = new ArrayList<>();
        for (Response next = service().get(NOTIFICATIONS); next.statusCode() == 200; next = service().get(NOTIFICATIONS)) {
            service().delete(NOTIFICATIONS + "/" + tokenIn(next)).then().statusCode(204);
            Map<String, Object> told = next.jsonPath().getMap("");
            if (told.get("deviceId").equals(device)) {
                mine.add(told);
            }
        }
        return mine;
    }

    private static String tokenIn(Response answer) {
        assertThat(answer.header("ETag")).startsWith("\"").endsWith("\"");
        return answer.header("ETag").replace("\"", "");
    }

    private static void refused(Response answer, int status, String start) {
        ValidatableResponse refusal = answer.then().statusCode(status).body("Message", startsWith("ErrorCode:" + start))
                .body("ExceptionMessage", startsWith("Tracking ID:"));
        assertThat(refusal.extract().header("iothub-errorcode")).isEqualTo(start.split(";", 2)[0]);
    }

    private void create() {
        registry().body(keys()).put("/devices/" + device).then().statusCode(200);
        registry().body(keys()).put("/devices/" + device + "/modules/m1").then().statusCode(200);
    }

    private static String keys() {
        return "{\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + KEY + "\",\"secondaryKey\":\""
                + KEY
                + "\"}}}";
    }

    private String files() {
        return "/devices/" + device + "/files";
    }

    private RequestSpecification device() {
        return by(device);
    }

    private RequestSpecification module() {
        return by(device + "%2Fmodules%2Fm1");
    }

    private RequestSpecification by(String client) {
        return request(
                TokenMaker.token("127.0.0.1%2Fdevices%2F" + client, KEY, Instant.now().plusSeconds(3600).getEpochSecond()));
    }

    private RequestSpecification service() {
        return request(TokenMaker.ofPolicy("127.0.0.1", "service", TestEngines.POLICY_KEY));
    }

    private RequestSpecification registry() {
        return request(TokenMaker.ofPolicy("127.0.0.1", "registryReadWrite", TestEngines.POLICY_KEY));
    }

    private RequestSpecification request(String authorization) {
        RequestSpecification request = RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort())
                .basePath("").relaxedHTTPSValidation().urlEncodingEnabled(false).header("Content-Type", JSON);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }
}
