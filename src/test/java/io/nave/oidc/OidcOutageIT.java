package io.nave.oidc;

import java.net.URI;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;

import static org.hamcrest.Matchers.equalTo;

/** The hub starts while Keycloak cannot be reached, finds it later, and loses it again. */
@QuarkusTest
@WithTestResource(TestEngines.class)
@WithTestResource(value = KeycloakLink.class, initArgs = @ResourceArg(name = "cut", value = "true"))
class OidcOutageIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    AccessTokens tokens;
    CuttableLink link;

    @Test
    void onlyTokensThatNeedTheProviderNoticeThatItIsAway() {
        // given: a token of before the outage, and one signed by a key that nobody here has seen
        link.heal();
        String token = tokens.ofRole("iothubowner");
        String[] parts = token.split("\\.");
        String unknownKey = AccessTokens.encode("{\"alg\":\"RS256\",\"kid\":\"new\"}") + "." + parts[1] + "." + parts[2];
        link.cut();

        // when the hub knows nothing of the provider yet
        assertAway(token);
        assertAway(token);
        assertPoliciesWork();

        // when the provider comes
        link.heal();
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> bearer(token).statusCode(404));
        bearer(unknownKey).statusCode(401);

        // when it goes again
        link.cut();
        bearer(token).statusCode(404);
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertAway(unknownKey));
        assertAway(unknownKey);
        bearer(token).statusCode(404);
        bearer(token.substring(0, token.length() - 8) + "AAAAAAAA").statusCode(401);
        assertPoliciesWork();

        // then it is heard again
        link.heal();
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> bearer(unknownKey).statusCode(401));
    }

    private void assertAway(String token) {
        bearer(token).statusCode(503).header("iothub-errorcode", "ServiceUnavailable").body("errorCode", equalTo(503001));
    }

    private void assertPoliciesWork() {
        get(TokenMaker.ofPolicy("127.0.0.1", "registryRead", TestEngines.POLICY_KEY)).statusCode(404);
    }

    private ValidatableResponse bearer(String token) {
        return get("Bearer " + token);
    }

    private ValidatableResponse get(String authorization) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().header("Authorization", authorization).get("/devices/nosuch").then();
    }
}
