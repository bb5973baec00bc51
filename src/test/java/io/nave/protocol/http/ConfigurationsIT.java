package io.nave.protocol.http;

import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** {@code /configurations} over a real socket, and what becomes of twins (service-protocols §5.15, semantics §7.2). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class ConfigurationsIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void documentIsAnsweredInFullAndKeepsItsContent() {
        // when
        ValidatableResponse created = put("cfg-doc", """
                {"id":"cfg-doc","etag":"","labels":{"env":"test"},"priority":10,"targetCondition":"tags.cfg='doc'",
                "content":{"deviceContent":{"properties.desired.interval":30.0},"modulesContent":null},
                "metrics":{"results":{},"queries":{"ok":"SELECT deviceId FROM devices WHERE tags.cfg='doc'"}}}""", null);

        // then
        created.statusCode(201).header("ETag", "\"MQ==\"").header("Content-Type", JSON).body("etag", equalTo("MQ=="))
                .body("schemaVersion", equalTo("1.0")).body("contentType", equalTo("assignment"))
                .body("createdTimeUtc", matchesPattern(TIME)).body("lastUpdatedTimeUtc", matchesPattern(TIME))
                .body("labels.env", equalTo("test")).body("priority", equalTo(10))
                .body("content.deviceContent.'properties.desired.interval'", equalTo(30.0f))
                .body("systemMetrics.queries.targetedCount", equalTo("select deviceId from devices where tags.cfg='doc'"))
                .body("systemMetrics.queries.appliedCount",
                        equalTo("select deviceId from devices where configurations.[[cfg-doc]].status = 'Applied'"))
                .body("metrics.queries.ok", notNullValue());
        error(put("cfg-doc", "{\"content\":{\"deviceContent\":{}}}", null), 409, "ConfigurationAlreadyExists");
        error(put("cfg-doc", "{}", "\"Mg==\""), 412, "PreconditionFailed");
        error(put("cfg-doc", "{\"content\":{\"deviceContent\":{\"properties.desired.interval\":31}}}", "*"), 400,
                "CannotModifyImmutableConfigurationContent");
        put("cfg-doc", "{\"priority\":11,\"content\":{\"deviceContent\":{\"properties.desired.interval\":30.0}}}", "\"MQ==\"")
                .statusCode(200).body("priority", equalTo(11)).body("targetCondition", equalTo(""))
                .body("etag", equalTo("Mg=="));
        as().get("/configurations/?top=100").then().statusCode(200).body("id", hasItem("cfg-doc"));
        as().get("/configurations?top=1").then().statusCode(200).body("$", hasSize(1));
        error(as().header("If-Match", "\"MQ==\"").delete("/configurations/cfg-doc").then(), 412, "PreconditionFailed");
        as().delete("/configurations/cfg-doc").then().statusCode(204);
        error(as().get("/configurations/cfg-doc").then(), 404, "ConfigurationNotFound");
        error(as().delete("/configurations/cfg-doc").then(), 404, "ConfigurationNotFound");
        error(put("cfg-doc", "{}", "*"), 404, "ConfigurationNotFound");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "Upper | {'content':{'deviceContent':{}}} | ArgumentInvalid",
            "cfg-x | {} | InvalidConfigurationContent",
            "cfg-x | {'content':{'deviceContent':{},'moduleContent':{}}} | InvalidConfigurationContent",
            "cfg-x | {'content':{'deviceContent':{'tags.a':1}}} | InvalidConfigurationContent",
            "cfg-x | {'content':{'deviceContent':{'properties.desired.a..b':1}}} | InvalidConfigurationContent",
            "cfg-x | {'content':{'deviceContent':{}},'targetCondition':'tags.site = '} | InvalidConfigurationTargetCondition",
            "cfg-x | {'content':{'moduleContent':{}},'targetCondition':'*'} | InvalidConfigurationTargetCondition",
            "cfg-x | {'content':{'deviceContent':{}},'priority':-1} | ArgumentInvalid",
            "cfg-x | {'content':{'deviceContent':{}},'metrics':{'queries':{'m':'no'}}} | InvalidConfigurationCustomMetricsQuery",
            "cfg-x | {'content':{'deviceContent':{}},'metrics':{'queries':{'a':'','b':'','c':'','d':'','e':'','f':''}}}"
                    + " | ArgumentInvalid" })
    void whatCannotBeIsRefused(String id, String body, String name) {
        error(put(id, body.replace('\'', '"'), null), 400, name);
    }

    @Test
    void queriesAreTriedAndErrorsAreTexts() {
        // when
        ValidatableResponse wrong = post("/configurations/testQueries",
                "{\"targetCondition\":\"tags.site = \",\"customMetricQueries\":{\"bad\":\"x\",\"ok\":\"SELECT deviceId FROM devices\"}}");

        // then
        wrong.statusCode(200).body("targetConditionError", notNullValue()).body("customMetricQueryErrors.bad", notNullValue())
                .body("customMetricQueryErrors.ok", nullValue());
        String six = IntStream.range(0, 6).mapToObj(i -> "\"q" + i + "\":\"SELECT * FROM devices\"").collect(joining(","));
        post("/configurations/testQueries", "{\"customMetricQueries\":{" + six + "}}").statusCode(400);
        post("/configurations/testQueries", "{\"targetCondition\":\"*\"}").statusCode(200)
                .body("targetConditionError", nullValue()).body("customMetricQueryErrors", equalTo(java.util.Map.of()));
    }

    @Test
    void deviceThatMeetsTheConditionGetsTheContentAndLosesItAgain() {
        // given
        device("cfg-d1", "life");
        put("cfg-life", """
                {"content":{"deviceContent":{"properties.desired.a":{"t":38},"properties.desired.b":1}},
                "targetCondition":"tags.cfg='life' and not is_defined(tags.none)","metrics":{"queries":{
                "mine":"SELECT deviceId FROM devices WHERE configurations.[[cfg-life]].status = 'Applied'"}}}""", null)
                .statusCode(201);

        // then
        JsonPath applied = await("cfg-d1", "properties.desired.a.t", 38);
        assertThat(applied.getString("properties.desired.$metadata.a.t.$lastUpdatedBy")).isEqualTo("cfg-life");
        assertThat(applied.getString("properties.desired.$metadata.a.t.$lastUpdatedByDigest")).isNotBlank();
        assertThat(applied.getInt("properties.desired.$version")).isEqualTo(2);
        assertThat(applied.getString("configurations.cfg-life.status")).isEqualTo("applied");
        as().get("/configurations/cfg-life").then().body("systemMetrics.results.targetedCount", equalTo(1))
                .body("systemMetrics.results.appliedCount", equalTo(1)).body("metrics.results.mine", equalTo(1));

        // when: a back end writes over it
        patch("cfg-d1", "{\"properties\":{\"desired\":{\"b\":7,\"own\":1}}}");
        // then
        JsonPath restored = await("cfg-d1", "properties.desired.b", 1);
        assertThat(restored.getInt("properties.desired.$version")).isEqualTo(4);

        // when: it leaves
        patch("cfg-d1", "{\"tags\":{\"cfg\":\"elsewhere\"}}");
        // then
        await("cfg-d1", "properties.desired.a", null);
        assertThat(twin("cfg-d1").getMap("properties.desired")).containsOnlyKeys("own", "$metadata", "$version");

        // when: it comes back, and the configuration goes
        patch("cfg-d1", "{\"tags\":{\"cfg\":\"life\"}}");
        await("cfg-d1", "properties.desired.a.t", 38);
        as().delete("/configurations/cfg-life").then().statusCode(204);
        // then
        await("cfg-d1", "properties.desired.a", null);
    }

    @Test
    void whoWinsAPathChangesWithPrioritiesAndDeletion() {
        // given
        create("cfg-low", "who", 1, "{\"properties.desired.p\":\"low\",\"properties.desired.l\":1}");
        create("cfg-high", "who", 2, "{\"properties.desired.p\":\"high\",\"properties.desired.h\":1}");
        device("cfg-d2", "who");

        // then
        await("cfg-d2", "properties.desired.p", "high");
        await("cfg-d2", "properties.desired.l", 1);
        // when
        put("cfg-low", "{\"priority\":3,\"targetCondition\":\"tags.cfg='who'\"}", "*").statusCode(200);
        // then
        await("cfg-d2", "properties.desired.p", "low");
        // when
        as().delete("/configurations/cfg-low").then().statusCode(204);
        // then
        await("cfg-d2", "properties.desired.p", "high");
        await("cfg-d2", "properties.desired.l", null);
        as().delete("/configurations/cfg-high").then().statusCode(204);
    }

    @Test
    void moduleConfigurationIsForModules() {
        // given
        device("cfg-d3", "mod");
        as().header("Content-Type", JSON).body("{}").put("/devices/cfg-d3/modules/m1").then().statusCode(200);
        patch("cfg-d3/modules/m1", "{\"tags\":{\"cfg\":\"mod\"}}");

        // when
        put("cfg-mod", "{\"content\":{\"moduleContent\":{\"properties.desired.m\":1}},"
                + "\"targetCondition\":\"from devices.modules where tags.cfg='mod'\"}", null).statusCode(201);

        // then
        await("cfg-d3/modules/m1", "properties.desired.m", 1);
        assertThat(twin("cfg-d3").getMap("properties.desired")).doesNotContainKey("m");
        as().delete("/configurations/cfg-mod").then().statusCode(204);
    }

    @Test
    void deploymentMakesModulesAndTakesThemAway() {
        // given
        edge("cfg-e1");
        patch("cfg-e1", "{\"tags\":{\"cfg\":\"edge\"}}");

        // when
        put("cfg-edge", """
                {"targetCondition":"tags.cfg='edge'","priority":1,"content":{"modulesContent":{
                "$edgeAgent":{"properties.desired":{"modules":{"sensor":{"version":"1"}}}},
                "sensor":{"properties.desired":{"rate":5}}}}}""", null).statusCode(201);
        put("cfg-layer", """
                {"targetCondition":"tags.cfg='edge'","priority":2,"content":{"modulesContent":{
                "$edgeAgent":{"properties.desired.modules.camera":{"version":"2"}}}}}""", null).statusCode(201);

        // then
        await("cfg-e1/modules/$edgeAgent", "properties.desired.modules.camera.version", "2");
        await("cfg-e1/modules/$edgeAgent", "properties.desired.modules.sensor.version", "1");
        await("cfg-e1/modules/sensor", "properties.desired.rate", 5);
        as().get("/devices/cfg-e1/modules/camera").then().statusCode(200).body("managedBy", equalTo("iotEdge"));
        as().get("/configurations/cfg-edge").then().body("systemMetrics.results.appliedCount", equalTo(1))
                .body("systemMetrics.results.reportedSuccessfulCount", equalTo(0));

        // when
        as().delete("/configurations/cfg-layer").then().statusCode(204);
        // then
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> as().get("/devices/cfg-e1/modules/camera").then().statusCode(404));
        as().get("/devices/cfg-e1/modules/sensor").then().statusCode(200);
        as().delete("/configurations/cfg-edge").then().statusCode(204);
    }

    @Test
    void contentIsAppliedToOneEdgeDeviceOnce() {
        // given
        edge("cfg-e2");
        device("cfg-d4", "none");
        String content = """
                {"modulesContent":{"$edgeAgent":{"properties.desired":{"modules":{"%s":{"version":"1"}}}},
                "%s":{"properties.desired":{"rate":5}}}}""";

        // when
        post("/devices/cfg-e2/applyConfigurationContent", content.formatted("one", "one")).statusCode(204);
        post("/devices/cfg-e2/applyConfigurationContent", content.formatted("two", "two")).statusCode(204);

        // then
        assertThat(twin("cfg-e2/modules/$edgeAgent").getMap("properties.desired.modules")).containsOnlyKeys("two");
        assertThat(twin("cfg-e2/modules/two").getInt("properties.desired.rate")).isEqualTo(5);
        as().get("/devices/cfg-e2/modules/one").then().statusCode(404);
        error(post("/devices/cfg-e2/applyConfigurationContent", "{\"deviceContent\":{}}"), 400, "InvalidConfigurationContent");
        error(post("/devices/cfg-d4/applyConfigurationContent", content.formatted("x", "x")), 400, "ArgumentInvalid");
        error(post("/devices/cfg-none/applyConfigurationContent", content.formatted("x", "x")), 404, "DeviceNotFound");
    }

    private void create(String id, String tag, int priority, String content) {
        put(id, "{\"content\":{\"deviceContent\":%s},\"priority\":%d,\"targetCondition\":\"tags.cfg='%s'\"}"
                .formatted(content, priority, tag), null).statusCode(201);
    }

    private void device(String id, String tag) {
        as().header("Content-Type", JSON).body("{}").put("/devices/" + id).then().statusCode(200);
        patch(id, "{\"tags\":{\"cfg\":\"" + tag + "\"}}");
    }

    private void edge(String id) {
        as().header("Content-Type", JSON).body("{\"capabilities\":{\"iotEdge\":true}}").put("/devices/" + id).then()
                .statusCode(200);
    }

    private JsonPath await(String twin, String path, Object value) {
        return Awaitility.await().atMost(PATIENCE).until(() -> twin(twin),
                found -> java.util.Objects.equals(found.get(path), value));
    }

    private JsonPath twin(String id) {
        return as().get("/twins/" + id).then().extract().jsonPath();
    }

    private void patch(String twin, String body) {
        as().header("Content-Type", JSON).body(body).patch("/twins/" + twin).then().statusCode(200);
    }

    private ValidatableResponse put(String id, String body, String ifMatch) {
        RequestSpecification request = as().header("Content-Type", JSON).body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch)).put("/configurations/" + id).then();
    }

    private ValidatableResponse post(String path, String body) {
        return as().header("Content-Type", JSON).body(body).post(path).then();
    }

    private static ValidatableResponse error(ValidatableResponse response, int status, String name) {
        return response.statusCode(status).header("iothub-errorcode", name);
    }

    private RequestSpecification as() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY));
    }
}
