package io.nave.protocol.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

/**
 * The four calls of {@code $edgeHub} about those behind its gateway (device-protocols §7, semantics §7.5): {@code e-leaf}
 * behind {@code e-mid} behind {@code e-top}, {@code e-direct} behind {@code e-top}, {@code e-far} behind {@code e-other}.
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
class GatewayScopesIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String HUB_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String LEAF_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static boolean registered;

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @BeforeEach
    void register() {
        if (registered) {
            return;
        }
        registered = true;
        String top = gateway("e-top", "");
        String mid = gateway("e-mid", top);
        String other = gateway("e-other", "");
        leaf("e-leaf", mid);
        leaf("e-direct", top);
        leaf("e-far", other);
        registry().body("{}").put("/devices/e-top/modules/app");
        registry().body("{}").put("/devices/e-leaf/modules/part");
    }

    @Test
    void gatewayLearnsWhoIsDirectlyBehindItWithTheirKeys() {
        // when
        ValidatableResponse answer = edgeHub("e-top").get(inScope("e-top", 100, "")).then();

        // then
        answer.statusCode(200).header("Content-Type", JSON).body("$", hasKey("continuationLink"))
                .body("continuationLink", nullValue())
                .body("devices.deviceId", contains("e-top", "e-direct", "e-mid"))
                .body("modules.moduleId", contains("$edgeAgent", "$edgeHub", "app"))
                .body("modules.deviceId", contains("e-top", "e-top", "e-top"));
        ValidatableResponse registered = registry().get("/devices/e-direct").then();
        for (String field : List.of("generationId", "etag", "status", "authentication", "capabilities", "deviceScope",
                "parentScopes")) {
            assertThat(answer.extract().<Object> path("devices[1]." + field)).as(field)
                    .isEqualTo(registered.extract().path(field));
        }
        answer.body("devices[1].authentication.symmetricKey.primaryKey", equalTo(LEAF_KEY))
                .body("devices[2].capabilities.iotEdge", equalTo(true))
                .body("modules[1].authentication.symmetricKey.primaryKey", equalTo(HUB_KEY));
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 4 })
    void pagesHaveEverybodyOnce(int size) {
        // given
        String scope = gateway("e-many", "");
        List.of("a", "b;c", "b%20", "b+", "z").forEach(name -> leaf("e-many-" + name, scope));
        List<String> devices = new ArrayList<>();
        List<String> modules = new ArrayList<>();

        // when
        String next = inScope("e-many", size, "");
        for (int pages = 0; next != null; pages++) {
            assertThat(pages).isLessThan(10);
            ValidatableResponse page = edgeHub("e-many").get(next).then().statusCode(200);
            List<String> found = page.extract().path("devices.deviceId");
            assertThat(found).hasSizeBetween(1, size);
            devices.addAll(found);
            modules.addAll(page.extract().path("modules.moduleId"));
            next = page.extract().path("continuationLink");
            assertThat(next == null
                    || next.startsWith("/devices/e-many/modules/") && next.endsWith("api-version=2018-08-30-preview"))
                    .isTrue();
        }

        // then
        assertThat(devices).containsExactly("e-many", "e-many-a", "e-many-b%20", "e-many-b+", "e-many-b;c", "e-many-z");
        assertThat(modules).containsExactly("$edgeAgent", "$edgeHub");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "e-direct | - | e-direct | -", "e-direct | '' | e-direct | -", "e-mid | - | e-mid | -", "e-top | - | e-top | -",
            "e-top | app | e-top | app", "e-mid | $edgeHub | e-mid | $edgeHub" })
    void gatewayLearnsOfOne(String device, String module, String foundDevice, String foundModule) {
        // when: as the client writes it, with an empty targetModuleId for none
        ValidatableResponse answer = edgeHub("e-top").get(one("e-top", device, module)).then();

        // then
        answer.statusCode(200).body("devices.deviceId", contains(foundDevice)).body("continuationLink", nullValue());
        assertThat(answer.extract().<List<String>> path("modules.moduleId"))
                .isEqualTo(foundModule == null ? List.of() : List.of(foundModule));
    }

    @ParameterizedTest
    @CsvSource({ "e-leaf,''", "e-far,''", "nosuch,''", "e-direct,nosuch", "e-leaf,part", "e-other,$edgeHub" })
    void whoIsOutOfScopeIs400WhetherOrNotHeIsThere(String device, String module) {
        error(edgeHub("e-top").get(one("e-top", device, module)).then(), 400, "InvalidDeviceScope");
    }

    @Test
    void gatewayActsForTheOneBelowIt() {
        // when
        ValidatableResponse answer = edgeHub("e-top").body(Map.of("pageSize", 100, "authChain", "e-mid;e-top"))
                .post(path("e-top", "devicesAndModulesInTargetDeviceScope")).then();

        // then
        answer.statusCode(200).body("devices.deviceId", contains("e-mid", "e-leaf"))
                .body("modules.moduleId", contains("$edgeAgent", "$edgeHub")).body("continuationLink", nullValue());
        edgeHub("e-top").body(Map.of("pageSize", 100, "authChain", "e-top"))
                .post(path("e-top", "devicesAndModulesInTargetDeviceScope")).then().statusCode(200)
                .body("devices.deviceId", contains("e-top", "e-direct", "e-mid"));
    }

    @Test
    void nestedPagesContinueByWhatTheyWereGiven() {
        // when
        ValidatableResponse first = edgeHub("e-top").body(Map.of("pageSize", 1, "authChain", "e-mid;e-top"))
                .post(path("e-top", "devicesAndModulesInTargetDeviceScope")).then().statusCode(200);
        String link = first.extract().path("continuationLink");
        ValidatableResponse second = edgeHub("e-top")
                .body(Map.of("pageSize", 1, "continuationLink", link, "authChain", "e-mid;e-top"))
                .post(path("e-top", "devicesAndModulesInTargetDeviceScope")).then().statusCode(200);

        // then
        first.body("devices.deviceId", contains("e-mid")).body("modules", hasSize(2));
        second.body("devices.deviceId", contains("e-leaf")).body("modules", empty()).body("continuationLink", nullValue());
    }

    @Test
    void gatewayLearnsOfOneBelowTheOneBelowIt() {
        edgeHub("e-top").body(Map.of("targetDeviceId", "e-leaf", "authChain", "e-mid;e-top"))
                .post(path("e-top", "getDeviceAndModuleOnBehalfOf")).then().statusCode(200)
                .body("devices.deviceId", contains("e-leaf")).body("modules", empty());
        edgeHub("e-top").body(Map.of("targetDeviceId", "e-mid", "targetModuleId", "$edgeHub", "authChain", "e-top"))
                .post(path("e-top", "getDeviceAndModuleOnBehalfOf")).then().statusCode(200)
                .body("devices.deviceId", contains("e-mid")).body("modules.moduleId", contains("$edgeHub"));
        error(edgeHub("e-top").body(Map.of("targetDeviceId", "e-direct", "authChain", "e-mid;e-top"))
                .post(path("e-top", "getDeviceAndModuleOnBehalfOf")).then(), 400, "InvalidDeviceScope");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"authChain\":\"e-other\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-other;e-top\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-mid;e-other\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-mid\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-top;e-mid\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-leaf;e-top\"} | 401 | IotHubUnauthorized",
            "{\"authChain\":\"e-direct;e-top\"} | 400 | InvalidDeviceScope",
            "{\"authChain\":\"\"} | 400 | ArgumentInvalid",
            "{} | 400 | ArgumentInvalid",
            "{\"authChain\":7} | 400 | ArgumentInvalid",
            "{\"authChain\":\"e-mid;e-top\",\"pageSize\":\"x\"} | 400 | ArgumentInvalid",
            "{\"authChain\":\"e-mid;e-top\",\"continuationLink\":\"x\"} | 400 | ArgumentInvalid",
            "[] | 400 | IotHubFormatError" })
    void whatDoesNotLeadUpToTheGatewayIsRefused(String body, int status, String name) {
        error(edgeHub("e-top").body(body).post(path("e-top", "devicesAndModulesInTargetDeviceScope")).then(), status, name);
    }

    @ParameterizedTest
    @ValueSource(strings = { "deviceCount=x", "continuationToken=x", "continuationToken=%3E", "continuationToken=fmE" })
    void wrongQueriesAreRefused(String query) {
        error(edgeHub("e-top").get(path("e-top", "devicesAndModulesInDeviceScope") + "?" + query).then(), 400,
                "ArgumentInvalid");
    }

    @Test
    void nobodyElseMayAsk() {
        // given
        String path = inScope("e-top", 100, "");
        String app = registry().get("/devices/e-top/modules/app").then().extract()
                .path("authentication.symmetricKey.primaryKey");

        // then
        error(by(TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY)).get(path).then(), 401,
                "IotHubUnauthorized");
        error(by(TokenMaker.ofPolicy("127.0.0.1", "device", TestEngines.POLICY_KEY)).get(path).then(), 401,
                "IotHubUnauthorized");
        error(by(token("e-mid", HUB_KEY)).get(path).then(), 401, "IotHubUnauthorized");
        error(by(token("e-top", LEAF_KEY)).get(path).then(), 401, "IotHubUnauthorized");
        error(by("Bearer x").get(path).then(), 401, "IotHubUnauthorizedAccess");
        error(by("").get(path).then(), 401, "IotHubUnauthorized");
        error(by(tokenFor("127.0.0.1/devices/e-top/modules/app", app))
                .get("/devices/e-top/modules/app/devicesAndModulesInDeviceScope").then(), 401, "IotHubUnauthorized");
        error(by(token("e-nosuch", HUB_KEY)).get(inScope("e-nosuch", 100, "")).then(), 401, "IotHubUnauthorized");
    }

    @Test
    void disabledGatewayLearnsNothing() {
        // given
        gateway("e-off", "");
        edgeHub("e-off").get(inScope("e-off", 1, "")).then().statusCode(200);

        // when
        registry().header("If-Match", "*").body("{\"status\":\"disabled\",\"capabilities\":{\"iotEdge\":true}}")
                .put("/devices/e-off").then().statusCode(200);

        // then
        error(edgeHub("e-off").get(inScope("e-off", 1, "")).then(), 401, "IotHubUnauthorized");
    }

    @Test
    void tokenOfEdgeHubOpensNothingElse() {
        error(edgeHub("e-top").get("/devices/e-top/modules/%24edgeHub").then(), 401, "IotHubUnauthorizedAccess");
        error(edgeHub("e-top").get("/devices").then(), 401, "IotHubUnauthorizedAccess");
        error(edgeHub("e-top").get("/twins/e-top/modules/%24edgeHub").then(), 401, "IotHubUnauthorizedAccess");
    }

    private String gateway(String id, String parent) {
        String parents = parent.isEmpty() ? "[]" : "[\"" + parent + "\"]";
        registry().body("{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":" + parents + "}").put("/devices/" + id);
        registry().body("[{\"id\":\"" + id + "\",\"moduleId\":\"$edgeHub\",\"importMode\":\"update\",\"authentication\":{"
                + "\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + HUB_KEY + "\",\"secondaryKey\":\"" + HUB_KEY
                + "\"}}}]").post("/devices").then().statusCode(200);
        return registry().get("/devices/" + id).then().extract().path("deviceScope");
    }

    private void leaf(String id, String scope) {
        registry().body("{\"deviceScope\":\"" + scope + "\",\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{"
                + "\"primaryKey\":\"" + LEAF_KEY + "\",\"secondaryKey\":\"" + LEAF_KEY + "\"}}}")
                .put("/devices/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    private static String path(String gateway, String call) {
        return "/devices/" + gateway + "/modules/$edgeHub/" + call;
    }

    /** As the client writes it; an empty continuationToken is the first page. */
    private static String inScope(String gateway, int count, String token) {
        return path(gateway, "devicesAndModulesInDeviceScope") + "?deviceCount=" + count + "&continuationToken=" + token
                + "&api-version=2018-08-30-preview";
    }

    private static String one(String gateway, String device, String module) {
        return path(gateway, "deviceAndModuleInDeviceScope") + "?targetDeviceId=" + device
                + (module == null ? "" : "&targetModuleId=" + module) + "&api-version=2018-08-30-preview";
    }

    private static String token(String gateway, String key) {
        return tokenFor("127.0.0.1%2Fdevices%2F" + gateway + "%2Fmodules%2F%24edgeHub", key);
    }

    private static String tokenFor(String resource, String key) {
        return TokenMaker.token(resource, key, Instant.now().plusSeconds(3600).getEpochSecond());
    }

    private RequestSpecification edgeHub(String gateway) {
        return by(token(gateway, HUB_KEY));
    }

    private RequestSpecification registry() {
        return by(TokenMaker.ofPolicy("127.0.0.1", "registryReadWrite", TestEngines.POLICY_KEY));
    }

    private RequestSpecification by(String authorization) {
        RequestSpecification request = RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort())
                .basePath("").relaxedHTTPSValidation().urlEncodingEnabled(false).header("Content-Type", JSON);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private static void error(ValidatableResponse answer, int status, String name) {
        answer.statusCode(status).header("iothub-errorcode", name);
        assertThat(answer.extract().<String> path("Message")).startsWith("ErrorCode:" + name + ";");
    }
}
