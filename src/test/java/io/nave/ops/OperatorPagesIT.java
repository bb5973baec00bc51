package io.nave.ops;

import java.net.URI;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

/** Readiness and metrics as an operator's tools ask for them. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class OperatorPagesIT {

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void hubIsReadyWhenStoresAndListenersAre() {
        request().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"))
                .body("checks.name", hasItems("stores", "listeners"));
    }

    @Test
    void refusalsShowAsAMetric() {
        // when
        request().get("/devices/d1").then().statusCode(401);

        // then
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                request().get("/q/metrics").then().statusCode(200).extract().asString())
                .containsPattern("nave_refusals_total\\{[^}]*code=\"IotHubUnauthorizedAccess\"[^}]*protocol=\"https\""));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation();
    }
}
