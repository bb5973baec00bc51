package io.nave.admin;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.blobs.BlobRight;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.blobs.QueryFields;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Signatures for the whole container, through the admin API. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class StorageSignaturesIT {

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    LocalContainer local;

    @Test
    void operatorIsGivenASignedContainer() {
        // when
        ValidatableResponse answer = sign("iothubowner", "{\"permissions\":\"dlwrc\",\"expiresIn\":\"P7D\"}").statusCode(200)
                .body("permissions", equalTo("rcwdl"));
        // then
        Instant expiry = Instant.parse(answer.extract().path("expiresAt"));
        assertThat(expiry).isBetween(Instant.now().plus(Duration.ofDays(7)).minusSeconds(60),
                Instant.now().plus(Duration.ofDays(7)));
        URI uri = URI.create(answer.extract().path("containerUri"));
        assertThat(uri.getRawPath()).isEqualTo("/" + local.name().orElseThrow());
        Map<String, String> query = QueryFields.of(uri.getRawQuery());
        assertThat(query).containsEntry("sr", "c").containsEntry("sp", "rcwdl").containsEntry("se",
                expiry.truncatedTo(ChronoUnit.SECONDS).toString());
        local.signatures().requireContainer(query, List.of(BlobRight.values()), Instant.now());
    }

    @Test
    void whatIsNotSaidIsWhatAJobNeedsForAnHour() {
        ValidatableResponse answer = sign("iothubowner", "{}").statusCode(200).body("permissions", equalTo("rwd"));
        assertThat(Instant.parse(answer.extract().path("expiresAt"))).isBetween(Instant.now().plusSeconds(3500),
                Instant.now().plusSeconds(3600));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"permissions\":\"\"}", "{\"permissions\":\"rr\"}", "{\"permissions\":\"rx\"}",
            "{\"permissions\":\"RW\"}", "{\"permissions\":7}", "{\"expiresIn\":\"PT59S\"}", "{\"expiresIn\":\"P8D\"}",
            "{\"expiresIn\":\"tomorrow\"}", "{\"expiresIn\":\"-PT1H\"}" })
    void wrongWishesAreRefused(String body) {
        sign("iothubowner", body).statusCode(400).header("iothub-errorcode", "ArgumentInvalid")
                .body("Message", containsString("ErrorCode:ArgumentInvalid;"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "service", "device", "registryRead", "registryReadWrite" })
    void onlyOperatorsSign(String policy) {
        sign(policy, "{}").statusCode(401);
    }

    private ValidatableResponse sign(String policy, String body) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).relaxedHTTPSValidation()
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY))
                .header("Content-Type", "application/json").body(body).post("/admin/storage/signatures").then();
    }
}
