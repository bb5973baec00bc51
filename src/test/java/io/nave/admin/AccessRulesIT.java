package io.nave.admin;

import java.net.URI;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.CurrentAccessRules;
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
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

/** The access rules through the admin API, and what they do to REST. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class AccessRulesIT {

    private static final String PATH = "/admin/access-rules";
    private static final String SHUT = "{\"networkRuleSets\":{\"defaultAction\":\"Deny\",\"ipRules\":["
            + "{\"filterName\":\"elsewhere\",\"action\":\"Allow\",\"ipMask\":\"192.0.2.0/24\"}]}}";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Inject
    io.nave.hub.access.AccessRulesStore store;

    @Inject
    CurrentAccessRules current;

    /** Behind the API's back, for a test may have shut it. */
    @BeforeEach
    @AfterEach
    void open() {
        store.change(present -> io.nave.hub.access.AccessRules.OPEN).chain(current::refresh).await()
                .atMost(java.time.Duration.ofSeconds(20));
    }

    @Test
    void documentIsPutAndRead() {
        // given
        String etag = owner().get(PATH).then().statusCode(200).body("disableLocalAuth", equalTo(false))
                .body("networkRuleSets.defaultAction", equalTo("Allow")).extract().header("ETag");

        // when
        String next = put("{\"deniedDevices\":[\"z\",\"a\"],\"disableModuleSAS\":true}", etag).statusCode(200)
                .body("deniedDevices", equalTo(java.util.List.of("a", "z"))).body("disableModuleSAS", equalTo(true))
                .extract().header("ETag");

        // then
        assertThat(next).isNotEqualTo(etag).matches("\"\\d+\"");
        owner().get(PATH).then().header("ETag", next).body("deniedDevices", hasItem("z"));
        put("{}", etag).statusCode(412).header("iothub-errorcode", "PreconditionFailed").body("errorCode", equalTo(412001));
        put("{}", "W/" + next).statusCode(200);
        put("{}", "*").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"deniedDevice\":[]}", "{\"disableLocalAuth\":\"no\"}", "[]", "{\"deniedDevices\":[\"a b\"]}" })
    void mistakesAreRefusedAndChangeNothing(String body) {
        // given
        String etag = owner().get(PATH).header("ETag");

        // then
        put(body, "").statusCode(400).header("iothub-errorcode", "ArgumentInvalid")
                .body("Message", containsString("ErrorCode:ArgumentInvalid;"));
        owner().get(PATH).then().header("ETag", etag);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "nonsense", "{}{}", "{\"deniedDevices\":[],\"deniedDevices\":[]}" })
    void whatIsNotOneDocumentIsRefused(String body) {
        put(body, "").statusCode(400).header("iothub-errorcode", "IotHubFormatError");
    }

    @Test
    void policiesAreNotSwitchedOffWithoutAProviderAndTheReasonIsTold() {
        put("{\"disableLocalAuth\":true}", "").statusCode(400).header("iothub-errorcode", "InvalidOperation")
                .body("Message", containsString("OpenID Connect"));
        owner().get(PATH).then().statusCode(200).body("disableLocalAuth", equalTo(false));
    }

    @Test
    void ownAddressIsShutOutOnlyByForceAndThenRestIs401WhileHealthStays() {
        put(SHUT, "").statusCode(400).header("iothub-errorcode", "InvalidOperation")
                .body("Message", containsString("?force=true"));
        owner().get(PATH).then().statusCode(200);

        // when
        owner().header("Content-Type", "application/json").body(SHUT).put(PATH + "?force=true").then().statusCode(200);

        // then
        owner().get(PATH).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorizedAccess")
                .body("Message", equalTo("ErrorCode:IotHubUnauthorizedAccess;Unauthorized"));
        owner().get("/devices/d1?api-version=2021-04-12").then().statusCode(401);
        request().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void singleDevicesAreDeniedAndAllowed() {
        owner().put("/admin/denied-devices/d1").then().statusCode(200).body("deniedDevices", hasItem("d1"));
        owner().put("/admin/denied-devices/d2").then().statusCode(200).body("deniedDevices", hasItem("d1"));
        owner().delete("/admin/denied-devices/d1").then().statusCode(200).body("deniedDevices", not(hasItem("d1")));
        owner().delete("/admin/denied-devices/d1").then().statusCode(200);
        owner().put("/admin/allowed-devices/d3").then().statusCode(200).body("allowedDevices", hasItem("d3"))
                .body("deniedDevices", hasItem("d2"));
        owner().delete("/admin/allowed-devices/d3").then().statusCode(400).header("iothub-errorcode", "InvalidOperation");
        owner().put("/admin/denied-devices/a%20b").then().statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "device", "registryRead", "registryReadWrite" })
    void onlyTheOwnerMay(String policy) {
        as(policy).get(PATH).then().statusCode(401).header("iothub-errorcode", "IotHubUnauthorized");
        as(policy).header("Content-Type", "application/json").body("{}").put(PATH).then().statusCode(401);
        for (String list : new String[] { "/admin/denied-devices/d1", "/admin/allowed-devices/d1" }) {
            as(policy).put(list).then().statusCode(401);
            as(policy).delete(list).then().statusCode(401);
        }
        owner().get(PATH).then().body("deniedDevices.size()", equalTo(0)).body("allowedDevices.size()", equalTo(0));
    }

    @Test
    void openApiShowsThem() {
        request().get("/q/openapi?format=json").then().statusCode(200).body("paths", hasKey(PATH))
                .body("paths", hasKey("/admin/denied-devices/{id}")).body("paths", hasKey("/admin/allowed-devices/{id}"))
                .body("paths.'/admin/access-rules'.put.parameters.name", not(hasItem("http")));
    }

    private ValidatableResponse put(String body, String ifMatch) {
        return owner().header("Content-Type", "application/json").header("If-Match", ifMatch).body(body).put(PATH).then();
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
