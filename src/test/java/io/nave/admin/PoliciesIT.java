package io.nave.admin;

import java.net.URI;

import org.junit.jupiter.api.AfterEach;
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
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

/** Shared access policies through the admin API. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PoliciesIT {

    private static final String PATH = "/admin/policies";
    private static final String FLEET = PATH + "/fleet";
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @AfterEach
    void delete() {
        owner().delete(FLEET);
    }

    @Test
    void policyIsCreatedWorksAndIsDeleted() {
        // when
        String etag = put(FLEET, "{\"rights\":\"RegistryRead, ServiceConnect\",\"primaryKey\":\"" + KEY + "\"}", "")
                .statusCode(200)
                .body("keyName", equalTo("fleet")).body("rights", equalTo("RegistryRead, ServiceConnect"))
                .body("$", not(hasKey("primaryKey"))).extract().header("ETag");

        // then
        owner().get(FLEET).then().statusCode(200).header("ETag", etag).body("$", not(hasKey("primaryKey")));
        owner().get(PATH).then().statusCode(200).body("keyName", hasItems("device", "fleet", "iothubowner"))
                .body("[0]", not(hasKey("primaryKey")));
        owner().post(FLEET + "/listkeys").then().statusCode(200).body("primaryKey", equalTo(KEY));
        with("fleet", KEY).get("/devices?api-version=2021-04-12").then().statusCode(200);
        owner().header("If-Match", "\"77\"").delete(FLEET).then().statusCode(412);
        owner().header("If-Match", etag).delete(FLEET).then().statusCode(204);
        with("fleet", KEY).get("/devices?api-version=2021-04-12").then().statusCode(401);
        owner().get(FLEET).then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
    }

    @Test
    void regeneratedKeyIsRefusedAtOnceAndTheOtherGoesOn() {
        // given
        put(FLEET, "{\"rights\":\"registryread\",\"secondaryKey\":\"" + KEY + "\"}", "").statusCode(200);
        String primary = owner().post(FLEET + "/listkeys").path("primaryKey");
        with("fleet", primary).get("/devices").then().statusCode(200);

        // when
        String fresh = regenerate("primary").statusCode(200).body("secondaryKey", equalTo(KEY)).extract().path("primaryKey");

        // then
        with("fleet", primary).get("/devices").then().statusCode(401);
        with("fleet", KEY).get("/devices").then().statusCode(200);
        with("fleet", fresh).get("/devices").then().statusCode(200);
        regenerate("swap").statusCode(200).body("primaryKey", equalTo(KEY)).body("secondaryKey", equalTo(fresh));
        regenerate("Secondary").statusCode(200).body("primaryKey", equalTo(KEY));
        with("fleet", fresh).get("/devices").then().statusCode(401);
        regenerate("tertiary").statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
    }

    @Test
    void whatAnAnswerSaysMayBeSentBack() {
        // given
        String created = put(FLEET, "{\"rights\":\"DeviceConnect\"}", "").extract().asString();

        // then
        put(FLEET, created, "*").statusCode(200).body("rights", equalTo("DeviceConnect"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{} | must have the field rights", "[] | must be a JSON object",
            "{\"rights\":\"Everything\"} | rights are RegistryRead", "{\"rights\":\"\"} | must have the field rights",
            "{\"rights\":7} | rights must be a text", "{\"right\":\"DeviceConnect\"} | not known",
            "{\"rights\":\"DeviceConnect\",\"keyName\":\"other\"} | keyName is not the name in the path",
            "{\"rights\":\"DeviceConnect\",\"primaryKey\":\"c2VjcmV0\"} | between 16 and 64 bytes" })
    void mistakesAreRefusedWithoutTheKey(String body, String text) {
        String answer = put(FLEET, body, "").statusCode(400).header("iothub-errorcode", "ArgumentInvalid")
                .body("Message", containsString(text)).extract().asString();
        assertThat(answer).doesNotContain("c2VjcmV0");
    }

    @Test
    void builtInPoliciesStay() {
        owner().delete(PATH + "/iothubowner").then().statusCode(400).header("iothub-errorcode", "InvalidOperation");
        put(PATH + "/iothubowner", "{\"rights\":\"DeviceConnect\"}", "").statusCode(400)
                .header("iothub-errorcode", "InvalidOperation");
        owner().get(PATH + "/iothubowner").then().statusCode(200)
                .body("rights", equalTo("RegistryRead, RegistryWrite, ServiceConnect, DeviceConnect"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "device", "registryRead", "registryReadWrite" })
    void onlyTheOwnerMay(String policy) {
        RequestSpecification caller = with(policy, TestEngines.POLICY_KEY).header("Content-Type", "application/json");
        caller.get(PATH).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorized");
        caller.get(PATH + "/service").then().statusCode(401);
        caller.post(PATH + "/service/listkeys").then().statusCode(401).body("$", not(hasKey("primaryKey")));
        caller.body("{\"keyName\":\"primary\"}").post(PATH + "/service/regenerateKey").then().statusCode(401);
        caller.body("{\"rights\":\"DeviceConnect\"}").put(FLEET).then().statusCode(401);
        caller.delete(FLEET).then().statusCode(401);
        owner().get(FLEET).then().statusCode(404);
    }

    @Test
    void openApiShowsThem() {
        request().get("/q/openapi?format=json").then().statusCode(200).body("paths", hasKey(PATH + "/{name}"))
                .body("paths", hasKey(PATH + "/{name}/listkeys")).body("paths", hasKey(PATH + "/{name}/regenerateKey"))
                .body("tags.name", hasItem("Shared access policies"));
    }

    private ValidatableResponse regenerate(String keyName) {
        return owner().header("Content-Type", "application/json").body("{\"keyName\":\"" + keyName + "\"}")
                .post(FLEET + "/regenerateKey").then();
    }

    private ValidatableResponse put(String path, String body, String ifMatch) {
        return owner().header("Content-Type", "application/json").header("If-Match", ifMatch).body(body).put(path).then();
    }

    private RequestSpecification owner() {
        return with("iothubowner", TestEngines.POLICY_KEY);
    }

    private RequestSpecification with(String policy, String key) {
        return request().header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, key));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false);
    }
}
