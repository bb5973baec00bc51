package io.nave.admin;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

/** Consumer groups through the admin API, and what the OpenAPI UI shows of it. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class ConsumerGroupsIT {

    private static final String PATH = "/admin/consumer-groups";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void groupIsCreatedListedAndDeleted() {
        // when
        owner().put(PATH + "/billing").then().statusCode(201).body("name", equalTo("billing"));
        owner().put(PATH + "/Billing").then().statusCode(200);

        // then
        owner().get(PATH).then().statusCode(200).header("Content-Type", "application/json; charset=utf-8")
                .body("[0]", equalTo("$Default")).body("", hasItem("billing"));
        owner().delete(PATH + "/billing").then().statusCode(204);
        owner().get(PATH).then().body("", not(hasItem("billing")));
        owner().delete(PATH + "/billing").then().statusCode(404).header("iothub-errorcode", "ResourceNotFound");
    }

    @ParameterizedTest
    @ValueSource(strings = { "$Default", "%24default" })
    void defaultGroupStays(String name) {
        owner().delete(PATH + "/" + name).then().statusCode(400).header("iothub-errorcode", "InvalidOperation");
        owner().put(PATH + "/" + name).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "-a", ".a", "_a", "a%20b", "a%3Bb", "a$b",
            "a23456789012345678901234567890123456789012345678901" })
    void wrongNamesAreRefused(String name) {
        owner().put(PATH + "/" + name).then().statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
    }

    @Test
    void thereAreAtMostTwenty() {
        // given
        List<String> created = new ArrayList<>();
        List<String> present = owner().get(PATH).then().extract().path("");
        for (int i = present.size(); i < 20; i++) {
            created.add("filler-" + i);
            owner().put(PATH + "/filler-" + i).then().statusCode(201);
        }

        // then
        owner().put(PATH + "/one-more").then().statusCode(400).header("iothub-errorcode", "InvalidOperation");
        owner().put(PATH + "/" + created.getFirst()).then().statusCode(200);
        created.forEach(name -> owner().delete(PATH + "/" + name).then().statusCode(204));
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "device", "registryRead", "registryReadWrite" })
    void onlyTheOwnerMay(String policy) {
        as(policy).get(PATH).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorized");
        as(policy).put(PATH + "/x").then().statusCode(401);
        as(policy).delete(PATH + "/x").then().statusCode(401);
    }

    @Test
    void openApiShowsPathsAndHowToAuthorize() {
        // when
        var document = request().get("/q/openapi?format=json").then().statusCode(200);

        // then
        document.body("paths", hasKey("/devices/{id}")).body("paths", hasKey("/admin/consumer-groups/{name}"))
                .body("components.securitySchemes.'SAS token'.in", equalTo("header"))
                .body("components.securitySchemes.'SAS token'.name", equalTo("Authorization"))
                .body("components.securitySchemes.'access token'.scheme", equalTo("bearer"))
                .body("components.securitySchemes.size()", equalTo(2)).body("security.size()", equalTo(2))
                .body("paths.'/devices/{id}'.put.parameters.name", not(hasItem("security")));
        assertThat(request().get("/q/swagger-ui/").then().statusCode(200).extract().asString()).contains("swagger-ui");
    }

    private RequestSpecification owner() {
        return as("iothubowner");
    }

    private RequestSpecification as(String policy) {
        return request().header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false);
    }
}
