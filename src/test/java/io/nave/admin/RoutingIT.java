package io.nave.admin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.nave.protocol.http.HttpsDevices;
import io.nave.routing.Route;
import io.nave.routing.RouteSource;
import io.nave.routing.RouteStore;
import io.nave.routing.RoutingDocument;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

/** Routes through the admin API, and what they do to messages of devices (semantics §1). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class RoutingIT {

    private static final String PATH = "/admin/routing";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HOT = """
            {"source":"devicemessages","condition":"level = 'hot'","endpointNames":["events"],"isEnabled":true}""";
    private static final String NO_FALLBACK = """
            {"routes":[{"name":"hot","source":"DeviceMessages","condition":"%s","endpointNames":["events"],"isEnabled":true}],
             "fallbackRoute":{"source":"DeviceMessages","endpointNames":["events"],"isEnabled":false}}""";

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    EventLog log;
    @Inject
    RouteStore store;
    private HttpsDevices devices;

    @BeforeEach
    void connect() {
        devices = new HttpsDevices(server);
    }

    @AfterEach
    void sendEverythingToTheBuiltInEndpointAgain() {
        put(PATH, "{}", "").statusCode(200);
    }

    @Test
    void newHubHasTheFallbackOnly() {
        put(PATH, "{}", "").statusCode(200);
        owner().get(PATH).then().statusCode(200).body("routes", empty()).body("enrichments", empty())
                .body("fallbackRoute.name", equalTo("$fallback")).body("fallbackRoute.source", equalTo("DeviceMessages"))
                .body("fallbackRoute.condition", equalTo("true"))
                .body("fallbackRoute.endpointNames", equalTo(List.of("events")))
                .body("fallbackRoute.isEnabled", equalTo(true));
    }

    @Test
    void routesAndEnrichmentsAreDeclaredReadAndDeletedUnderOneEtag() {
        // given
        String etag = owner().get(PATH).header("ETag");

        // when
        String next = put(PATH + "/routes/hot", HOT, etag).statusCode(200).body("name", equalTo("hot"))
                .body("source", equalTo("DeviceMessages")).extract().header("ETag");

        // then
        assertThat(next).isNotEqualTo(etag).matches("\"\\d+\"");
        put(PATH + "/routes/hot", HOT, etag).statusCode(412).header("iothub-errorcode", "PreconditionFailed");
        owner().get(PATH + "/routes/HOT").then().statusCode(200).body("condition", equalTo("level = 'hot'")).header("ETag",
                next);
        put(PATH + "/enrichments/site", "{\"value\":\"$twin.tags.site\",\"endpointNames\":[\"events\"]}", next).statusCode(200)
                .body("key", equalTo("site"));
        owner().get(PATH).then().body("routes.name", equalTo(List.of("hot"))).body("enrichments.key", equalTo(List.of("site")));
        owner().header("If-Match", next).delete(PATH + "/enrichments/site").then().statusCode(412);
        owner().delete(PATH + "/enrichments/site").then().statusCode(204);
        owner().delete(PATH + "/enrichments/site").then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
        owner().delete(PATH + "/routes/hot").then().statusCode(204);
        owner().get(PATH + "/routes/hot").then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'routes':[{'name':'a b','source':'DeviceMessages','endpointNames':['events'],'isEnabled':true}]}|ArgumentInvalid|has a name",
            "{'routes':[{'name':'$fallback','source':'DeviceMessages','endpointNames':['events'],'isEnabled':true}]}|ArgumentInvalid|has a name",
            "{'routes':[{'name':'a','source':'Invalid','endpointNames':['events'],'isEnabled':true}]}|InvalidSourceOnRoute|source is one of",
            "{'routes':[{'name':'a','source':'DeviceMessages','endpointNames':['x'],'isEnabled':true}]}|ArgumentInvalid|not declared",
            "{'routes':[{'name':'a','source':'DeviceMessages','endpointNames':[],'isEnabled':true}]}|ArgumentInvalid|exactly one",
            "{'routes':[{'name':'a','source':'DeviceMessages','endpointNames':['events']}]}|ArgumentInvalid|isEnabled",
            "{'route':[]}|ArgumentInvalid|no field of the routing",
            "{'routes':[{'name':'a','source':'DeviceMessages','condition':'a = 3','endpointNames':['events'],'isEnabled':true}]}|ArgumentInvalid|line 1, column 3: Invalid operands to binary operator '=': have 'string' and 'number'",
            "{'fallbackRoute':{'source':'TwinChangeEvents','endpointNames':['events'],'isEnabled':true}}|ArgumentInvalid|DeviceMessages only",
            "{'enrichments':[{'key':'a b','value':'x','endpointNames':['events']}]}|ArgumentInvalid|has a key",
            "{'endpoints':{'eventHubs':[{'name':'x'}]}}|ArgumentInvalid|eventHubs" })
    void mistakesAreRefusedAndChangeNothing(String body, String error, String why) {
        // given
        String etag = owner().get(PATH).header("ETag");

        // when then
        put(PATH, body.replace('\'', '"'), "").statusCode(400)
                .header("iothub-errorcode", error).body("Message", containsString(why));
        owner().get(PATH).then().header("ETag", etag);
    }

    @Test
    void conditionDecidesWhatReachesTheBuiltInEndpoint() {
        // given
        devices.create("route-1");
        put(PATH, NO_FALLBACK.formatted("level = 'hot' AND $body.t >= 50"), "").statusCode(200);

        // when
        send("route-1", "{\"t\":60}", "cold");
        send("route-1", "{\"t\":40}", "hot");
        send("route-1", "{\"t\":60}", "hot");

        // then
        assertThat(stored("route-1")).extracting(each -> new String(each.body().bytes(), StandardCharsets.UTF_8))
                .containsExactly("{\"t\":60}");
    }

    @Test
    void conditionAndEnrichmentSeeTheTwinAndItsChangesAtOnce() {
        // given
        devices.create("route-2");
        put(PATH, NO_FALLBACK.formatted("$twin.tags.site = 'north'").replace("\"fallbackRoute\"",
                "\"enrichments\":[{\"key\":\"floor\",\"value\":\"$twin.properties.desired.floor\",\"endpointNames\":[\"events\"]}],"
                        + "\"fallbackRoute\""),
                "").statusCode(200);

        // when
        send("route-2", "1", "x");
        patchTwin("route-2", "{\"tags\":{\"site\":\"north\"}}");
        send("route-2", "2", "x");
        patchTwin("route-2", "{\"properties\":{\"desired\":{\"floor\":3}}}");
        send("route-2", "3", "x");
        patchTwin("route-2", "{\"tags\":{\"site\":\"south\"}}");
        send("route-2", "4", "x");

        // then
        assertThat(stored("route-2")).extracting(DeviceMessage::applicationProperties).containsExactly(
                Map.of("level", "x", "floor", "$twin.properties.desired.floor"), Map.of("level", "x", "floor", "3"));
    }

    @Test
    void whatTheHubSaysReachesTheBuiltInEndpointByARouteOfItsSource() {
        // given
        put(PATH, """
                {"routes":[
                 {"name":"life","source":"DeviceLifecycleEvents","condition":"opType = 'createDeviceIdentity'",
                  "endpointNames":["events"],"isEnabled":true},
                 {"name":"twins","source":"TwinChangeEvents","condition":"twin_change_includes(tags.site)",
                  "endpointNames":["events"],"isEnabled":true}]}""", "").statusCode(200);

        // when
        devices.create("route-3");
        patchTwin("route-3", "{\"tags\":{\"other\":1}}");
        patchTwin("route-3", "{\"tags\":{\"site\":\"north\"}}");
        devices.asPolicy("iothubowner").header("If-Match", "*").delete("/devices/route-3").then().statusCode(204);

        // then
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored("route-3"))
                .extracting(each -> each.systemProperties().get(SystemProperty.MESSAGE_SOURCE))
                .containsExactly("deviceLifecycleEvents", "twinChangeEvents"));
    }

    @Test
    void stateOfAJobReachesTheBuiltInEndpointByARouteOfItsSource() {
        // given
        put(PATH, """
                {"routes":[{"name":"jobs","source":"DeviceJobLifecycleEvents","condition":"$body.jobId = 'route-job'",
                  "endpointNames":["events"],"isEnabled":true}]}""", "").statusCode(200);

        // when
        owner().header("Content-Type", "application/json")
                .body("""
                        {"type":"scheduleUpdateTwin","updateTwin":{"etag":"*","tags":{"a":1}},"queryCondition":"deviceId = 'route-none'"}
                        """)
                .put("/jobs/v2/route-job").then().statusCode(200);

        // then
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored("$hub"))
                .extracting(each -> each.applicationProperties().get("opType"))
                .containsExactly("createJob", "startJob", "completeJob"));
    }

    @Test
    void changeMadeByAnotherReplicaHoldsWithinASecond() {
        // given
        devices.create("route-4");
        Route nothing = new Route("none", RouteSource.DEVICE_MESSAGES, "false", "events", true);
        Route off = new Route("$fallback", RouteSource.DEVICE_MESSAGES, "true", "events", false);

        // when
        store.change(
                present -> new RoutingDocument(List.of(), List.of(nothing), off, List.of(), present.document().lastEndpoint()))
                .await().atMost(PATIENCE);

        // then
        Awaitility.await().pollDelay(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> true);
        send("route-4", "1", "hot");
        assertThat(stored("route-4")).isEmpty();
    }

    @Test
    void routesAreTestedWithoutSendingAnything() {
        // given
        put(PATH, NO_FALLBACK.formatted("level = 'hot'"), "").statusCode(200);
        String message = "\"message\":{\"body\":\"{\\\"t\\\":60}\",\"appProperties\":{\"level\":\"hot\"},\"systemProperties\":"
                + "{\"contentType\":\"application/json\",\"contentEncoding\":\"utf-8\"}},\"twin\":{\"tags\":{\"site\":\"north\"}}";

        // then
        post("$testall", "{\"routingSource\":\"DeviceMessages\"," + message + "}").statusCode(200)
                .body("routes.properties.name", equalTo(List.of("hot")));
        post("$testall", "{\"routingSource\":\"TwinChangeEvents\"," + message + "}").statusCode(200).body("routes", empty());
        post("$testnew", test("$body.t >= 50 AND $twin.tags.site = 'north'", message)).statusCode(200)
                .body("result", equalTo("true")).body("details.compilationErrors", empty());
        post("$testnew", test("$body.t < 50", message)).body("result", equalTo("false"));
        post("$testnew", test("$body.u < 50", message)).body("result", equalTo("undefined"))
                .body("details.reason", containsString("is not there"));
        post("$testnew", test("$body.t >= 50", "\"message\":{\"body\":\"{\\\"t\\\":60}\"}"))
                .body("result", equalTo("undefined"))
                .body("details.reason", containsString("content"));
        post("$testnew", test("level = 3", message)).body("result", equalTo("undefined"))
                .body("details.compilationErrors.size()", equalTo(1))
                .body("details.compilationErrors[0].message",
                        equalTo("Invalid operands to binary operator '=': have 'string' and"
                                + " 'number', expected 'string' and 'string'"))
                .body("details.compilationErrors[0].severity", equalTo("error"))
                .body("details.compilationErrors[0].location.start.line", equalTo(1));
    }

    private static String test(String condition, String message) {
        return "{\"route\":{\"name\":\"x\",\"source\":\"DeviceMessages\",\"condition\":\"" + condition
                + "\",\"endpointNames\":[\"events\"],\"isEnabled\":true}," + message + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"route\":{}}", "{\"message\":[]}", "{\"routingSource\":\"x\"}",
            "{\"message\":{\"appProperties\":{\"a\":1}}}" })
    void testsThatAreNoneAreRefused(String body) {
        post("$testnew", body).statusCode(400);
    }

    @Test
    void openApiShowsThem() {
        owner().get("/q/openapi?format=json").then().statusCode(200).body("paths", hasKey(PATH))
                .body("paths", hasKey(PATH + "/routes/{name}")).body("paths", hasKey(PATH + "/enrichments/{key}"))
                .body("paths", hasKey(PATH + "/routes/$testall")).body("paths", hasKey(PATH + "/routes/$testnew"));
    }

    private void send(String device, String body, String level) {
        devices.as(device).header("Content-Type", "application/octet-stream").header("iothub-contenttype", "application/json")
                .header("iothub-contentencoding", "utf-8").header("iothub-app-level", level)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/devices/" + device + "/messages/events?api-version=2021-04-12").then().statusCode(204);
    }

    private void patchTwin(String device, String patch) {
        owner().header("Content-Type", "application/json").body(patch).patch("/twins/" + device).then().statusCode(200);
    }

    private List<DeviceMessage> stored(String device) {
        return HttpsDevices.stored(log, device);
    }

    private ValidatableResponse put(String path, String body, String ifMatch) {
        return owner().header("Content-Type", "application/json").header("If-Match", ifMatch).body(body).put(path).then();
    }

    private ValidatableResponse post(String test, String body) {
        return owner().header("Content-Type", "application/json").body(body).post(PATH + "/routes/" + test).then();
    }

    private RequestSpecification owner() {
        return devices.asPolicy("iothubowner");
    }
}
