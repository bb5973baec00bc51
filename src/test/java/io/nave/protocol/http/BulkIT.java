package io.nave.protocol.http;

import java.net.URI;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

/** {@code POST /devices} (service-protocols §5.5, semantics §7.3). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class BulkIT {

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void hundredDevicesAreCreatedInOneCall() {
        // given
        String body = items(100, i -> "{\"id\":\"bulk-" + i + "\",\"importMode\":\"create\",\"status\":\"enabled\","
                + "\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"\",\"secondaryKey\":\"\"}}}");

        // then
        post(body).statusCode(200).body("isSuccessful", equalTo(true)).body("errors", hasSize(0))
                .body("warnings", hasSize(0));
        as("registryRead").get("/devices/bulk-99").then().statusCode(200);
        post(body).statusCode(400).body("isSuccessful", equalTo(false)).body("errors", hasSize(100))
                .body("errors[0].deviceId", equalTo("bulk-0")).body("errors[0].errorCode", equalTo("DeviceAlreadyExists"))
                .body("errors[0].errorStatus", equalTo("A device with Id 'bulk-0' is already registered."))
                .body("errors[0].moduleId", nullValue()).body("errors[0].operation", nullValue());
    }

    @Test
    void whatFailsDoesNotHoldUpTheRest() {
        // when
        ValidatableResponse answer = post("""
                [{"id":"mix-1","importMode":"Create"},\
                {"id":"mix-1","moduleId":"m","importMode":"create"},\
                {"id":"mix-2","importMode":"update"},\
                {"id":"mix-3","importMode":"nonsense"},\
                {"id":"mix-4","authentication":{"type":"sas","symmetricKey":{"primaryKey":"1","secondaryKey":"2"}}},\
                {"id":"mix-5","tags":{"site":"S1"}}]""");

        // then
        answer.statusCode(400).body("errors.deviceId.sort()", contains("mix-2", "mix-3", "mix-4"))
                .body("errors.find{it.deviceId=='mix-2'}.errorCode", equalTo("DeviceNotFound"))
                .body("errors.find{it.deviceId=='mix-3'}.errorCode", equalTo("ArgumentInvalid"))
                .body("errors.find{it.deviceId=='mix-4'}.errorCode", equalTo("ArgumentInvalid"))
                .body("warnings", hasSize(0));
        as("registryRead").get("/devices/mix-1/modules/m").then().statusCode(200);
        as("registryRead").get("/devices/mix-4").then().statusCode(404);
        as("service").get("/twins/mix-5").then().statusCode(200).body("tags.site", equalTo("S1"));
    }

    @Test
    void callThatSaysTooMuchOrNothingClearChangesNothing() {
        error(post(items(101, i -> "{\"id\":\"over-" + i + "\"}")), 413, "TooManyDevices");
        error(post("[{\"id\":\"dup\"},{\"id\":\"dup\"}]"), 400, "DeviceDefinedMultipleTimes");
        error(post("[{\"importMode\":\"create\"},{\"id\":\"noid\"}]"), 400, "ArgumentInvalid");
        error(post("{\"id\":\"noarray\"}"), 400, "IotHubFormatError");
        error(post("[7]"), 400, "ArgumentInvalid");
        for (String id : new String[] { "over-0", "dup", "noid", "noarray" }) {
            as("registryRead").get("/devices/" + id).then().statusCode(404);
        }
        post("[]").statusCode(200).body("isSuccessful", equalTo(true));
    }

    private static String items(int count, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
    }

    private ValidatableResponse post(String body) {
        return as("registryReadWrite").header("Content-Type", "application/json; charset=utf-8").body(body)
                .post("/devices?api-version=2021-04-12").then();
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private static void error(ValidatableResponse answer, int status, String name) {
        answer.statusCode(status).header("iothub-errorcode", name);
    }
}
