package io.nave.protocol.http;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** Modules, gateways, statistics and key regeneration over REST (service-protocols §5.6, §5.7, §5.12; semantics §7.5). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class ModulesIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String KEY = "[A-Za-z0-9+/]{43}=";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void moduleIsCreatedReadChangedAndDeleted() {
        // given
        put("/devices/m-1", "{}").statusCode(200);

        // when: as node sends it
        ValidatableResponse created = put("/devices/m-1/modules/cam", """
                {"deviceId":"m-1","moduleId":"cam",\
                "authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}},"managedBy":""}""");

        // then
        created.statusCode(200).header("Content-Type", JSON)
                .body("moduleId", equalTo("cam")).body("deviceId", equalTo("m-1"))
                .body("managedBy", nullValue()).body("generationId", matchesPattern("\\d{18}"))
                .body("connectionState", equalTo("Disconnected"))
                .body("connectionStateUpdatedTime", equalTo("0001-01-01T00:00:00"))
                .body("lastActivityTime", equalTo("0001-01-01T00:00:00")).body("cloudToDeviceMessageCount", equalTo(0))
                .body("authentication.type", equalTo("sas")).body("authentication.symmetricKey.primaryKey", matchesPattern(KEY))
                .body("status", nullValue());
        String etag = created.extract().path("etag");
        assertThat(created.extract().header("ETag")).isEqualTo("\"" + etag + "\"");
        assertThat(get("/devices/m-1/modules/cam").extract().asString()).isEqualTo(created.extract().asString());
        get("/devices/m-1/modules").statusCode(200).body("moduleId", contains("cam"));

        // when
        ValidatableResponse changed = as("iothubowner").header("If-Match", "\"" + etag + "\"").header("Content-Type", JSON)
                .body("{\"moduleId\":\"cam\",\"managedBy\":\"someone\"}").put("/devices/m-1/modules/cam").then();

        // then
        changed.statusCode(200).body("managedBy", equalTo("someone")).body("etag", not(equalTo(etag)))
                .body("authentication.symmetricKey.primaryKey",
                        equalTo(created.extract().path("authentication.symmetricKey.primaryKey")));
        error(as("iothubowner").header("If-Match", etag).delete("/devices/m-1/modules/cam").then(), 412, "PreconditionFailed");
        as("iothubowner").header("If-Match", "*").delete("/devices/m-1/modules/cam").then().statusCode(204);
        error(get("/devices/m-1/modules/cam"), 404, "ModuleNotFound");
        get("/devices/m-1/modules").statusCode(200).body("$", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "PUT | /devices/nosuch/modules/m | {} | - | 404 | DeviceNotFound",
            "PUT | /devices/m-2/modules/there | {} | - | 409 | ModuleAlreadyExistsOnDevice",
            "PUT | /devices/m-2/modules/nosuch | {} | * | 404 | ModuleNotFound",
            "PUT | /devices/m-2/modules/there | {} | other | 412 | PreconditionFailed",
            "PUT | /devices/m-2/modules/x | {\"moduleId\":\"y\"} | - | 400 | ArgumentInvalid",
            "PUT | /devices/m-2/modules/x | {\"deviceId\":\"y\"} | - | 400 | ArgumentInvalid",
            "PUT | /devices/m-2/modules/x%20y | {} | - | 400 | ArgumentInvalid",
            "PUT | /devices/m-2/modules/x | [] | - | 400 | IotHubFormatError",
            "PUT | /devices/m-2/modules/x | {\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"a\"}}} | - | 400 | ArgumentInvalid",
            "PUT | /devices/m-2/modules/x/modules/y | {} | - | 404 | ResourceNotFound",
            "GET | /devices/nosuch/modules | - | - | 404 | DeviceNotFound",
            "GET | /devices/nosuch/modules/m | - | - | 404 | DeviceNotFound",
            "DELETE | /devices/m-2/modules/nosuch | - | * | 404 | ModuleNotFound",
            "POST | /devices/m-2/modules | {} | - | 405 | HttpMethodNotAllowed" })
    void whatCannotBeIsRefused(String verb, String path, String body, String ifMatch, int status, String name) {
        // given
        put("/devices/m-2", "{}");
        put("/devices/m-2/modules/there", "{}");
        RequestSpecification request = as("iothubowner").header("Content-Type", JSON);
        request = ifMatch == null ? request : request.header("If-Match", ifMatch);
        request = body == null ? request : request.body(body);

        // then
        error(request.request(verb, path).then(), status, name);
    }

    @Test
    void gatewayBringsItsScopeAndItsSystemModules() {
        // when
        ValidatableResponse gateway = put("/devices/gw-1", "{\"capabilities\":{\"iotEdge\":true}}");
        String scope = "ms-azure-iot-edge://gw-1-" + gateway.extract().path("generationId");

        // then
        gateway.statusCode(200).body("capabilities.iotEdge", equalTo(true)).body("deviceScope", equalTo(scope))
                .body("parentScopes", hasSize(0));
        get("/devices/gw-1/modules").body("moduleId", contains("$edgeAgent", "$edgeHub"))
                .body("[0].authentication.type", equalTo("none"));
        for (String module : List.of("$edgeAgent", "%24edgeHub")) {
            error(put("/devices/gw-1/modules/" + module, "{}"), 401, "SystemModuleModifyUnauthorizedAccess");
            error(as("iothubowner").header("If-Match", "*").delete("/devices/gw-1/modules/" + module).then(), 401,
                    "SystemModuleModifyUnauthorizedAccess");
        }
        error(put("/devices/gw-2", "{\"capabilities\":{\"iotEdge\":true},\"deviceScope\":\"mine\"}"), 400,
                "InvalidDeviceScope");
        put("/devices/leaf-1", "{\"deviceScope\":\"" + scope + "\"}").statusCode(200)
                .body("deviceScope", equalTo(scope)).body("parentScopes", contains(scope))
                .body("capabilities.iotEdge", equalTo(false));
        put("/devices/gw-3", "{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"" + scope + "\"]}").statusCode(200)
                .body("parentScopes", contains(scope));
    }

    @Test
    void modulesGoWithTheirDevice() {
        // given
        put("/devices/m-3", "{}");
        put("/devices/m-3/modules/m", "{}").statusCode(200);

        // when
        as("iothubowner").delete("/devices/m-3").then().statusCode(204);

        // then
        put("/devices/m-3", "{}").statusCode(200);
        get("/devices/m-3/modules").body("$", hasSize(0));
    }

    @Test
    void statisticsCount() {
        // given
        int before = get("/statistics/devices").statusCode(200).extract().path("totalDeviceCount");
        int disabled = get("/statistics/devices").extract().path("disabledDeviceCount");

        // when
        put("/devices/s-1", "{\"status\":\"disabled\"}").statusCode(200);

        // then
        get("/statistics/devices").body("totalDeviceCount", equalTo(before + 1))
                .body("disabledDeviceCount", equalTo(disabled + 1))
                .body("enabledDeviceCount", equalTo(before - disabled))
                .body("enableDeviceCount", equalTo(before - disabled));
        as("service").get("/statistics/service").then().statusCode(200)
                .body("connectedDeviceCount", greaterThanOrEqualTo(0));
    }

    @Test
    void keysAreRegeneratedOneByOne() {
        // given
        String primary = put("/devices/k-1", "{}").extract().path("authentication.symmetricKey.primaryKey");
        String secondary = get("/devices/k-1").extract().path("authentication.symmetricKey.secondaryKey");
        put("/devices/k-1/modules/m", "{}");
        put("/devices/k-2", "{\"authentication\":{\"type\":\"certificateAuthority\"}}").statusCode(200);

        // when
        ValidatableResponse answer = post("/devices/keys/regenerate", """
                {"policyKey":"primary","devices":[{"id":"k-1"},{"id":"k-1","moduleId":"m"},{"id":"k-2"},{"id":"nosuch"}]}""");

        // then
        answer.statusCode(207).body("policyKey", equalTo("primary")).body("rotatedKeys", hasSize(2))
                .body("rotatedKeys.find{it.moduleId==null}.primaryKey", not(equalTo(primary)))
                .body("rotatedKeys.find{it.moduleId==null}.secondaryKey", equalTo(secondary))
                .body("rotatedKeys.find{it.moduleId=='m'}.primaryKey", matchesPattern(KEY))
                .body("errors.find{it.deviceId=='k-2'}.errorCode", equalTo("ArgumentInvalid"))
                .body("errors.find{it.deviceId=='nosuch'}.errorCode", equalTo("DeviceNotFound"));
        String rotated = get("/devices/k-1").extract().path("authentication.symmetricKey.primaryKey");
        post("/devices/keys/regenerate", "{\"policyKey\":\"swap\",\"devices\":[{\"id\":\"k-1\"}]}").statusCode(200)
                .body("rotatedKeys[0].secondaryKey", equalTo(rotated)).body("rotatedKeys[0].primaryKey", equalTo(secondary))
                .body("errors", hasSize(0));
        error(post("/devices/keys/regenerate", "{\"policyKey\":\"both\",\"devices\":[]}"), 400, "ArgumentInvalid");
    }

    @Test
    void deviceMayBeCalledQueryOrKeys() {
        put("/devices/query", "{}").statusCode(200);
        put("/devices/keys", "{}").statusCode(200);
        get("/devices/keys").statusCode(200).body("deviceId", equalTo("keys"));
        put("/devices/keys/modules/regenerate", "{}").statusCode(200).body("moduleId", notNullValue());
    }

    private ValidatableResponse put(String path, String body) {
        return as("iothubowner").header("Content-Type", JSON).body(body).put(path).then();
    }

    private ValidatableResponse post(String path, String body) {
        return as("registryReadWrite").header("Content-Type", JSON).body(body).post(path).then();
    }

    private ValidatableResponse get(String path) {
        return as("registryRead").get(path).then();
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private static void error(ValidatableResponse answer, int status, String name) {
        answer.statusCode(status).header("iothub-errorcode", name);
        assertThat(answer.extract().<String> path("Message")).startsWith("ErrorCode:" + name + ";");
    }
}
