package io.nave.protocol.http;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

/** {@code /jobs/v2} over a real socket (service-protocols §5.14, semantics §7.1). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class ScheduledJobsIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String prefix = "sj-" + UUID.randomUUID().toString().substring(0, 8);

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void twinsAreWrittenOnceAndTheStatisticsTell() {
        // given
        List<String> devices = devices(3);
        String id = prefix + "-job";
        String untouched = prefix + "x";
        put("/devices/" + untouched, "{}").statusCode(200);
        // when
        ValidatableResponse created = put("/jobs/v2/" + id, """
                {"jobId":"%s","type":"scheduleUpdateTwin","cloudToDeviceMethod":null,
                 "updateTwin":{"deviceId":null,"etag":"*","tags":{"site":"B","gone":null},"properties":{"desired":{"f":5.0}}},
                 "queryCondition":"%s","startTime":"0001-12-30T00:00:00","maxExecutionTimeInSeconds":60}
                """.formatted(id, in(devices)));
        // then
        created.statusCode(200).header("Content-Type", JSON).body("jobId", equalTo(id))
                .body("type", equalTo("scheduleUpdateTwin")).body("status", oneOf("queued", "running", "completed"))
                .body("queryCondition", equalTo(in(devices))).body("maxExecutionTimeInSeconds", equalTo(60))
                .body("createdTime", matchesPattern(TIME)).body("startTime", matchesPattern(TIME))
                .body("updateTwin.etag", equalTo("*")).body("updateTwin.tags.site", equalTo("B"));
        assertThat(created.extract().asString()).doesNotContain("cloudToDeviceMethod").doesNotContain("\"deviceId\"")
                .contains("{\"f\":5.0}");
        over(id).body("status", equalTo("completed")).body("endTime", matchesPattern(TIME))
                .body("failureReason", nullValue())
                .body("deviceJobStatistics", equalTo(statistics(3, 0, 3)));
        for (String device : devices) {
            as("service").get("/twins/" + device).then().statusCode(200).body("tags", equalTo(Map.of("site", "B")))
                    .body("properties.desired.f", equalTo(5.0f)).body("properties.desired.$version", equalTo(2))
                    .body("version", equalTo(3));
        }
        as("service").get("/twins/" + untouched).then().body("version", equalTo(2));
    }

    @Test
    void modulesAreWrittenWhenTheConditionIsOfModules() {
        // given
        String device = devices(1).getFirst();
        as("registryReadWrite").header("Content-Type", JSON).body("{}").put("/devices/" + device + "/modules/m1").then()
                .statusCode(200);
        // when
        put("/jobs/v2/" + prefix, update("*", "FROM devices.modules WHERE deviceId = '" + device + "'")).statusCode(200);
        // then
        over(prefix).body("status", equalTo("completed")).body("deviceJobStatistics", equalTo(statistics(1, 0, 1)));
        as("service").get("/twins/" + device + "/modules/m1").then().statusCode(200).body("tags.site", equalTo("B"));
        as("service").get("/twins/" + device).then().statusCode(200).body("version", equalTo(2));
    }

    @Test
    void knownIdIs409() {
        // given
        String body = update("*", in(devices(1)));
        put("/jobs/v2/" + prefix, body).statusCode(200);
        // then
        assertError(put("/jobs/v2/" + prefix, body), 409, "JobAlreadyExists", 409104);
        over(prefix);
        assertError(put("/jobs/v2/" + prefix, body), 409, "JobAlreadyExists", 409104);
    }

    @Test
    void otherEtagFailsTheDevice() {
        // given
        List<String> devices = devices(2);
        String etag = as("service").get("/twins/" + devices.get(0)).then().extract().path("etag");
        patch(devices.get(1), "{\"tags\":{\"a\":1}}");
        // when
        put("/jobs/v2/" + prefix, update(etag, in(devices))).statusCode(200);
        // then
        over(prefix).body("status", equalTo("completed")).body("deviceJobStatistics", equalTo(statistics(2, 1, 1)));
    }

    @Test
    void jobOfTheFutureWaitsAndIsCancelled() {
        // given
        String device = devices(1).getFirst();
        String start = Instant.now().plusSeconds(3600).toString();
        put("/jobs/v2/" + prefix, update("*", in(List.of(device))).replaceFirst("^\\{", "{\"startTime\":\"" + start + "\","))
                .statusCode(200).body("status", equalTo("scheduled"));
        // when
        ValidatableResponse cancelled = as("service").post("/jobs/v2/" + prefix + "/cancel").then();
        // then
        cancelled.statusCode(200).body("status", equalTo("cancelled")).body("endTime", matchesPattern(TIME));
        as("service").header("Content-Type", JSON).body("{}").post("/jobs/v2/" + prefix + "/cancel").then().statusCode(200)
                .body("status", equalTo("cancelled"));
        as("service").get("/twins/" + device).then().body("version", equalTo(2));
        assertError(as("service").post("/jobs/v2/nosuch/cancel").then(), 404, "JobNotFound", 404002);
    }

    @Test
    void offlineDevicesFailTheirRowsOfAMethodJob() {
        // given
        String device = devices(1).getFirst();
        // when
        put("/jobs/v2/" + prefix, """
                {"type":"scheduleDeviceMethod","updateTwin":null,"queryCondition":"%s",
                 "cloudToDeviceMethod":{"methodName":"reboot","payload":{"a": 1},"responseTimeoutInSeconds":5}}
                """.formatted(in(List.of(device)))).statusCode(200).body("cloudToDeviceMethod.methodName", equalTo("reboot"))
                .body("cloudToDeviceMethod.payload.a", equalTo(1));
        // then
        over(prefix).body("status", equalTo("completed")).body("deviceJobStatistics", equalTo(statistics(1, 1, 0)));
    }

    @Test
    void whatBecameOfEachDeviceIsFoundByAQuery() {
        // given
        List<String> devices = devices(2);
        put("/jobs/v2/" + prefix + "-q", update("*", in(devices))).statusCode(200);
        put("/jobs/v2/" + prefix + "-m", """
                {"type":"scheduleDeviceMethod","queryCondition":"%s",
                 "cloudToDeviceMethod":{"methodName":"reboot","payload":{},"responseTimeoutInSeconds":5}}
                """.formatted(in(devices.subList(0, 1)))).statusCode(200);
        over(prefix + "-q");
        over(prefix + "-m");

        // when
        ValidatableResponse updated = query("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '" + prefix
                + "-q' AND devices.jobs.status = 'completed' AND devices.jobs.startTimeUtc > '2016-09-01'");
        ValidatableResponse called = query("select * from devices.jobs where devices.jobs.deviceId = '" + devices.getFirst()
                + "' and devices.jobs.jobType = 'scheduleDeviceMethod'");

        // then
        updated.statusCode(200).header("x-ms-item-type", equalTo("DeviceJob")).body("deviceId", equalTo(devices))
                .body("[0].jobId", equalTo(prefix + "-q")).body("[0].jobType", equalTo("scheduleUpdateTwin"))
                .body("[0].startTimeUtc", matchesPattern(TIME)).body("[0].endTimeUtc", matchesPattern(TIME))
                .body("[0].createdDateTimeUtc", matchesPattern(TIME)).body("[0].lastUpdatedDateTimeUtc", matchesPattern(TIME))
                .body("[0].error", nullValue()).body("[0].moduleId", nullValue());
        called.statusCode(200).body("jobId", contains(prefix + "-m")).body("[0].status", equalTo("failed"))
                .body("[0].error.code", equalTo("DeviceNotOnline")).body("[0].outcome", nullValue());
        query("SELECT * FROM devices.jobs WHERE jobId = '" + prefix + "-q' AND tags.site = 'B'").statusCode(200)
                .body("", equalTo(List.of()));
        assertError(query("SELECT COUNT() FROM devices.jobs"), 400, "ArgumentInvalid", 400004);
    }

    @Test
    void whatBecameOfEachDeviceComesInPages() {
        // given
        List<String> devices = devices(3);
        put("/jobs/v2/" + prefix, update("*", in(devices))).statusCode(200);
        over(prefix);
        String text = "SELECT * FROM devices.jobs WHERE jobId = '" + prefix + "'";

        // when
        ValidatableResponse first = page(text, Map.of("x-ms-max-item-count", "2"));
        ValidatableResponse second = page(text, Map.of("x-ms-max-item-count", "2", "x-ms-continuation",
                first.extract().header("x-ms-continuation")));

        // then
        first.body("deviceId", equalTo(devices.subList(0, 2)));
        second.body("deviceId", equalTo(devices.subList(2, 3))).header("x-ms-continuation", nullValue());
    }

    private ValidatableResponse query(String text) {
        return page(text, Map.of());
    }

    private ValidatableResponse page(String text, Map<String, String> headers) {
        return as("service").header("Content-Type", JSON).headers(headers).body(Map.of("query", text)).post("/devices/query")
                .then();
    }

    @Test
    void messageGoesToAGroup() {
        // given
        List<String> devices = devices(2);
        // when
        put("/jobs/v2/" + prefix, """
                {"type":"scheduleCloudToDeviceMessage","queryCondition":"%s",
                 "cloudToDeviceMessage":{"body":"hello","messageId":"m1","properties":{"p":"v"}}}
                """.formatted(in(devices))).statusCode(200).body("cloudToDeviceMessage.body", equalTo("hello"));
        // then
        over(prefix).body("status", equalTo("completed")).body("deviceJobStatistics", equalTo(statistics(2, 0, 2)));
        for (String device : devices) {
            as("service").delete("/devices/" + device + "/commands").then().statusCode(200)
                    .body("totalMessagesPurged", equalTo(1));
        }
    }

    @Test
    void jobsAreListedPageByPage() {
        // given
        String condition = in(devices(1));
        for (int i = 1; i <= 3; i++) {
            put("/jobs/v2/" + prefix + i, update("*", condition)).statusCode(200);
            over(prefix + i);
        }
        // when
        var first = as("service").header("x-ms-max-item-count", "2")
                .get("/jobs/v2/query?jobType=ScheduleUpdateTwin&jobStatus=Completed&api-version=2021-04-12").then()
                .statusCode(200).header("x-ms-item-type", "JobResponse").extract();
        String token = first.header("x-ms-continuation");
        // then
        assertThat(first.<List<String>> path("jobId")).containsExactly(prefix + 3, prefix + 2);
        as("service").header("x-ms-continuation", token)
                .get("/jobs/v2/query?jobType=scheduleUpdateTwin&jobStatus=completed").then().statusCode(200)
                .body("jobId", hasItem(prefix + 1)).header("x-ms-continuation", nullValue());
        as("service").get("/jobs/v2/query?pageSize=1&continuationToken=" + token + "&jobType=scheduleUpdateTwin").then()
                .statusCode(200).body("jobId", contains(prefix + 1));
        assertError(as("service").get("/jobs/v2/query?jobStatus=nosuch").then(), 400, "ArgumentInvalid", 400004);
        assertError(as("service").header("x-ms-continuation", "x").get("/jobs/v2/query").then(), 400, "ArgumentInvalid",
                400004);
    }

    @Test
    void wrongRequestsAreRefused() {
        String twin = "\"updateTwin\":{\"tags\":{\"a\":1}}";
        assertRefused("{\"type\":\"scheduleUpdateTwin\"}", "ArgumentNull", 400005);
        assertRefused("{\"type\":\"nosuch\"," + twin + "}", "ArgumentInvalid", 400004);
        assertRefused("{\"jobId\":\"other\",\"type\":\"scheduleUpdateTwin\"," + twin + "}", "ArgumentInvalid", 400004);
        assertRefused("{\"type\":\"scheduleUpdateTwin\",\"updateTwin\":{\"tags\":{\"a.b\":1}}}", "ArgumentInvalid", 400004);
        assertRefused("{\"type\":\"scheduleUpdateTwin\",\"updateTwin\":{\"etag\":\"*\"}}", "ArgumentInvalid", 400004);
        assertRefused("{\"type\":\"scheduleUpdateTwin\"," + twin + ",\"startTime\":\"soon\"}", "ArgumentInvalid", 400004);
        assertRefused("{\"type\":\"scheduleUpdateTwin\"," + twin + ",\"maxExecutionTimeInSeconds\":-1}", "ArgumentInvalid",
                400004);
        assertRefused("{\"type\":\"scheduleDeviceMethod\",\"cloudToDeviceMethod\":{\"methodName\":\"a b\"}}",
                "ArgumentInvalid", 400004);
        assertRefused("{\"type\":\"scheduleUpdateTwin\"," + twin + ",\"queryCondition\":\"tags.\"}", "ArgumentInvalid",
                400004);
        assertError(put("/jobs/v2/query", "{\"type\":\"scheduleUpdateTwin\"," + twin + "}"), 400, "ArgumentInvalid", 400004);
        assertError(as("service").get("/jobs/v2/nosuch").then(), 404, "JobNotFound", 404002);
        as("registryReadWrite").get("/jobs/v2/nosuch").then().statusCode(401);
    }

    private void assertRefused(String body, String name, int number) {
        assertError(put("/jobs/v2/" + prefix + "-wrong", body), 400, name, number);
    }

    private List<String> devices(int count) {
        List<String> ids = IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
        ids.forEach(id -> put("/devices/" + id, "{}").statusCode(200));
        return ids;
    }

    private static String in(List<String> devices) {
        return "deviceId IN ['" + String.join("', '", devices) + "']";
    }

    private static String update(String etag, String condition) {
        return "{\"type\":\"scheduleUpdateTwin\",\"queryCondition\":\"" + condition + "\",\"updateTwin\":{\"etag\":\"" + etag
                + "\",\"tags\":{\"site\":\"B\"}}}";
    }

    private static Map<String, Integer> statistics(int devices, int failed, int succeeded) {
        return Map.of("deviceCount", devices, "failedCount", failed, "succeededCount", succeeded, "runningCount", 0,
                "pendingCount", 0);
    }

    private ValidatableResponse over(String id) {
        Awaitility.await().atMost(PATIENCE).until(() -> List.of("completed", "failed", "cancelled")
                .contains(as("service").get("/jobs/v2/" + id).then().statusCode(200).extract().<String> path("status")));
        return as("service").get("/jobs/v2/" + id + "?api-version=2021-04-12").then().statusCode(200);
    }

    private void patch(String device, String body) {
        as("service").header("Content-Type", JSON).body(body).patch("/twins/" + device).then().statusCode(200);
    }

    private ValidatableResponse put(String path, String body) {
        String policy = path.startsWith("/devices") ? "registryReadWrite" : "service";
        return as(policy).header("Content-Type", JSON).body(body).put(path + "?api-version=2021-04-12").then();
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private static void assertError(ValidatableResponse answer, int status, String name, int number) {
        answer.statusCode(status).header("Content-Type", JSON).header("iothub-errorcode", name)
                .body("errorCode", equalTo(number));
        String message = answer.extract().path("Message");
        assertThat(message).startsWith("ErrorCode:" + name + ";");
    }
}
