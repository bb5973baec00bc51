package io.nave.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

/** Administrators of a real Keycloak over REST (service-protocols §3.3, §3.5). */
@QuarkusTest
@WithTestResource(TestEngines.class)
@WithTestResource(KeycloakLink.class)
class OidcIT {

    private static final String OWNER = "iothubowner";

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    AccessTokens tokens;

    @ParameterizedTest
    @CsvSource({ "iothubowner, 404, 204, 200", "service, 401, 401, 401", "device, 401, 401, 401",
            "registryRead, 404, 401, 401", "registryReadWrite, 404, 204, 401" })
    void roleHasTheRightsOfThePolicyOfItsName(String role, int read, int delete, int admin) {
        // given
        sas().body("{}").put("/devices/of-" + role);

        // then
        as(role).get("/devices/nosuch").then().statusCode(read);
        as(role).delete("/devices/of-" + role).then().statusCode(delete);
        as(role).get("/admin/consumer-groups").then().statusCode(admin);
    }

    @Test
    void roleOfTheHubsOwnClientCountsToo() {
        bearer(tokens.of("client-role-client")).get("/devices/nosuch").then().statusCode(404);
        bearer(tokens.of("client-role-client")).delete("/devices/nosuch").then().statusCode(401);
    }

    @Test
    void personIsAsGoodAsAService() {
        bearer(tokens.ofOwner("access_token")).get("/devices/nosuch").then().statusCode(404);
    }

    @Test
    void schemeIsWrittenInAnyCase() {
        request().header("Authorization", "bEARER  " + tokens.ofRole(OWNER)).get("/devices/nosuch").then().statusCode(404);
    }

    @Test
    void administratorWithoutARoleIsKnownButMayDoNothing() {
        bearer(tokens.of("no-role-client")).get("/devices/nosuch").then().statusCode(401)
                .header("iothub-errorcode", "IotHubUnauthorized").body("errorCode", equalTo(401003));
    }

    @Test
    void tokensThatAreNotForThisHubAreRefused() {
        assertRefused(tokens.ofAnotherRealm());
        assertRefused(tokens.ofAnotherIssuer("iothubowner-client"));
        assertRefused(tokens.of("other-audience-client"));
        assertRefused(tokens.ofOwner("id_token"));
        assertRefused(tokens.ofOwner("refresh_token"));
    }

    @Test
    void tokenIsRefusedOnceItIsExpired() {
        // given
        String token = tokens.fresh("short-lived-client");

        // then
        Awaitility.await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertRefused(token));
    }

    @Test
    void alteredTokensAreRefused() {
        // given
        String reader = tokens.ofRole("registryRead");
        String[] parts = reader.split("\\.");
        String[] owner = tokens.ofRole(OWNER).split("\\.");

        // then
        assertRefused(AccessTokens.altered(reader, 1, "registryRead", OWNER));
        assertRefused(AccessTokens.altered(reader, 1, "\"exp\":1", "\"exp\":9"));
        assertRefused(String.join(".", parts[0], owner[1], parts[2]));
        assertRefused(reader.substring(0, reader.length() - 8) + "AAAAAAAA");
        assertRefused(parts[0] + "." + parts[1] + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = { "none", "NONE", "HS256", "HS512", "RS999", "" })
    void tokenSignedByNobodyIsRefused(String algorithm) {
        // given
        String[] parts = tokens.ofRole(OWNER).split("\\.");
        String header = AccessTokens.encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
        String withKey = AccessTokens.altered(tokens.ofRole(OWNER), 0, "RS256", algorithm);

        // then
        for (String signature : List.of("", parts[2], "AAAA")) {
            assertRefused(header + "." + parts[1] + "." + signature);
            assertRefused(withKey.substring(0, withKey.lastIndexOf('.') + 1) + signature);
        }
    }

    static Stream<String> nonsense() {
        String nothing = AccessTokens.encode("{}");
        return Stream.of("", " ", ".", "..", "...", "a.b.c", "eyJ0", "null", nothing + "." + nothing + "." + nothing,
                nothing + "." + AccessTokens.encode("[]") + ".AAAA", nothing + "." + AccessTokens.encode("7") + ".AAAA",
                AccessTokens.encode("{\"alg\":\"RS256\",\"kid\":{}}") + "." + nothing + ".AAAA",
                AccessTokens.encode("{\"alg\":7}") + "." + AccessTokens.encode("{\"exp\":\"x\",\"aud\":[7],\"iss\":{}}")
                        + ".AA",
                AccessTokens.encode("[]") + "." + nothing + ".AAAA", "SharedAccessSignature sr=x&sig=y&se=1",
                nothing + "." + nothing + "." + nothing + "." + nothing + "." + nothing, "%00.%00.%00");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("nonsense")
    void nonsenseIsRefused(String token) {
        assertRefused(token);
    }

    @Test
    void longTokenIsRefused() {
        String token = tokens.ofRole(OWNER);
        Response answer = bearer(token + "A".repeat(20_000)).get("/devices/nosuch");
        assertThat(answer.statusCode()).isIn(401, 431);
    }

    @Test
    void noPathSelectsTheProvidersOwnFilter() {
        for (String path : List.of("/devices/nave", "/devices/administrators", "/devices/nave%2Fadministrators",
                "/devices/Default", "/nave/administrators")) {
            bearer("eyJ0").get(path).then().header("iothub-errorcode", notNullValue());
            sas().get(path).then().statusCode(404).header("iothub-errorcode", notNullValue());
        }
        request().get("/.well-known/oauth-protected-resource").then().statusCode(404);
    }

    @Test
    void cookieOfTheLibraryMeansNothing() {
        request().cookie("q_session", tokens.ofRole(OWNER)).cookie("q_session_Default", "x").get("/devices/nosuch").then()
                .statusCode(401).header("iothub-errorcode", "IotHubUnauthorizedAccess");
        sas().cookie("q_auth_Default_x", "x").get("/devices/nosuch").then().statusCode(404);
    }

    @Test
    void everyRefusalSaysWhatIsTaken() {
        request().get("/devices/nosuch").then().statusCode(401)
                .header("WWW-Authenticate", "SharedAccessSignature, Bearer");
    }

    /** Shape A (service-protocols §4.5), and no word about what is wrong with the token. */
    private void assertRefused(String token) {
        for (String path : List.of("/devices/nosuch", "/admin/consumer-groups")) {
            bearer(token).get(path).then().statusCode(401).contentType("application/json; charset=utf-8")
                    .header("iothub-errorcode", startsWith("IotHubUnauthorized")).header("x-ms-request-id", notNullValue())
                    .body("errorCode", equalTo(401002))
                    .body("Message", equalTo("ErrorCode:IotHubUnauthorizedAccess;Unauthorized"));
        }
    }

    private RequestSpecification as(String role) {
        return bearer(tokens.ofRole(role));
    }

    private RequestSpecification bearer(String token) {
        return request().header("Authorization", "Bearer " + token);
    }

    private RequestSpecification sas() {
        return request().header("Authorization", TokenMaker.ofPolicy("127.0.0.1", OWNER, TestEngines.POLICY_KEY));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false);
    }
}
