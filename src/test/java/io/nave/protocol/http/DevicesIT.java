package io.nave.protocol.http;

import java.net.URI;
import java.time.Instant;

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
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

/** {@code /devices} over a real socket, as the clients speak (service-protocols §3–5, §14.1–14.2). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class DevicesIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void nodeCreatesADevice() {
        // when
        ValidatableResponse answer = as("iothubowner").header("Content-Type", JSON)
                .header("Request-Id", "5d2f0f5e-0000-0000-0000-000000000000").body("""
                        {"deviceId":"node-1","status":"enabled",\
                        "authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}""")
                .put("/devices/node-1?api-version=2021-04-12").then();

        // then
        answer.statusCode(200).header("Content-Type", JSON).header("x-ms-request-id", matchesPattern(UUID))
                .body("deviceId", equalTo("node-1"))
                .body("generationId", matchesPattern("\\d{18}"))
                .body("connectionState", equalTo("Disconnected"))
                .body("status", equalTo("enabled"))
                .body("authentication.type", equalTo("sas"))
                .body("authentication.symmetricKey.primaryKey", matchesPattern("[A-Za-z0-9+/]{43}="));
        String etag = answer.extract().path("etag");
        assertThat(answer.extract().header("ETag")).isEqualTo("\"" + etag + "\"");
        assertThat(answer.extract().asString()).isEqualTo(as("registryRead").get("/devices/node-1").asString());
    }

    @Test
    void javaCreatesAndUpdatesADevice() {
        // given
        String body = """
                {"etag":"","deviceId":"java-1","generationId":"","status":"Enabled","statusUpdatedTime":"0001-12-30T00:00:00",\
                "connectionState":"Disconnected","connectionStateUpdatedTime":"0001-12-30T00:00:00",\
                "lastActivityTime":"0001-12-30T00:00:00","cloudToDeviceMessageCount":0,"authentication":{"symmetricKey":\
                {"primaryKey":"AAECAwQFBgcICQoLDA0ODw==","secondaryKey":"DwAOAQ0CDAMLBAoFCQYIBw=="},"type":"sas"},\
                "parentScopes":[]}""";

        // when
        ValidatableResponse created = as("registryReadWrite").header("Content-Type", JSON).body(body)
                .put("/devices/java-1?api-version=2021-04-12").then();
        String etag = created.statusCode(200).extract().path("etag");
        ValidatableResponse updated = as("registryReadWrite").header("Content-Type", JSON).header("If-Match", etag)
                .body(body.replace("Enabled", "Disabled")).put("/devices/java-1?api-version=2021-04-12").then();

        // then
        created.body("authentication.symmetricKey.primaryKey", equalTo("AAECAwQFBgcICQoLDA0ODw=="));
        updated.statusCode(200).body("status", equalTo("disabled")).body("etag", not(equalTo(etag)))
                .body("statusUpdatedTime", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z"));
    }

    @Test
    void nodeDisablesADeviceAndItKeepsItsKeys() {
        // given
        String key = create("node-2").extract().path("authentication.symmetricKey.primaryKey");

        // when
        ValidatableResponse answer = as("iothubowner").header("Content-Type", JSON).header("If-Match", "\"*\"").body("""
                {"deviceId":"node-2","status":"disabled",\
                "authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}""")
                .put("/devices/node-2?api-version=2021-04-12").then();

        // then
        answer.statusCode(200).body("status", equalTo("disabled"))
                .body("authentication.symmetricKey.primaryKey", equalTo(key));
    }

    @Test
    void deviceIsDeletedOnceAndWithTheRightEtag() {
        // given
        String etag = create("gone").extract().path("etag");

        // then
        assertError(as("iothubowner").header("If-Match", "\"MA==\"").delete("/devices/gone").then(), 412,
                "PreconditionFailed", 412001, "ETag mismatch for device Id 'gone'");
        ValidatableResponse deleted = as("iothubowner").header("If-Match", "W/\"" + etag + "\"").delete("/devices/gone").then();
        deleted.statusCode(204).header("Content-Length", (String) null);
        assertThat(deleted.extract().asString()).isEmpty();
        assertError(as("iothubowner").header("If-Match", "*").delete("/devices/gone").then(), 404, "DeviceNotFound", 404001,
                "A device with Id 'gone' is not registered.");
    }

    @Test
    void deviceThatIsThereIsNotCreatedAgain() {
        // given
        create("twice");

        // then
        assertError(put("twice", "{\"deviceId\":\"twice\"}"), 409, "DeviceAlreadyExists", 409001,
                "A device with Id 'twice' is already registered.");
    }

    @Test
    void errorsHaveTheClassicShape() {
        // when
        String body = as("registryRead").get("/devices/nosuch?api-version=2021-04-12").asString();

        // then
        assertThat(body).matches("""
                \\{"Message":"ErrorCode:DeviceNotFound;A device with Id 'nosuch' is not registered\\.",\
                "ExceptionMessage":"Tracking ID:[0-9a-f]{32}-G:1-TimeStamp:\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d",\
                "errorCode":404001,"trackingId":"[0-9a-f]{32}-G:1-TimeStamp:[^"]+"}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"deviceId\":\"other\"} | ArgumentInvalid | 400004",
            "{\"deviceId\":\"bad\",\"status\":\"asleep\"} | ArgumentInvalid | 400004",
            "{\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"1\",\"secondaryKey\":\"2\"}}} "
                    + "| ArgumentInvalid | 400004",
            "{\"deviceId\": | IotHubFormatError | 400006",
            "[] | IotHubFormatError | 400006" })
    void wrongBodiesAreRefused(String body, String name, int number) {
        assertError(put("bad", body), 400, name, number, null);
    }

    @Test
    void bodyThatIsTooLargeIsRefused() {
        assertError(put("big", " ".repeat((1 << 20) + 1)), 413, "MessageTooLarge", 413001, null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices", "/devices/", "/devices/?api-version=2021-04-12", "/devices/?top=0" })
    void listingHasAnyOfItsPaths(String path) {
        // given
        create("listed-" + path.length());

        // then
        as("registryRead").get(path).then().statusCode(200).header("Content-Type", JSON)
                .body("deviceId", hasItem("listed-" + path.length()));
    }

    @Test
    void listingHasAtMostTop() {
        // given
        create("top-1");
        create("top-2");

        // then
        as("registryRead").get("/devices/?top=1&api-version=2021-04-12").then().statusCode(200).body("", hasSize(1));
        as("registryRead").get("/devices?top=100000").then().statusCode(200).body("size()", lessThanOrEqualTo(1000));
        as("registryRead").get("/devices?top=many").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/odd;id=1", "/devices/odd%3Bid=1", "/devices/odd%3bid%3D1", "/devices%2Fodd%3Bid%3D1",
            "/devices%2fodd;id=1", "//devices/odd;id=1/", "/devices/odd;id=1?api-version=2021-04-12" })
    void idWithASemicolonIsReachedInEverySpelling(String path) {
        // given
        if (as("registryRead").get("/devices/odd%3Bid=1").statusCode() == 404) {
            create("odd%3Bid=1");
        }

        // when
        String answer = raw("GET " + path, "registryRead");

        // then
        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("{\"deviceId\":\"odd;id=1\",");
    }

    @ParameterizedTest
    @CsvSource({ "a+b, a+b", "a%2Bc, a+c", "50%25, 50%", "x%252Fy, x%2Fy", "(a)!*', (a)!*'", "a@b$c, a@b$c",
            "a%23b, a#b", "a%3Fb, a?b", "a:b.c-d_e%2Cf, 'a:b.c-d_e,f'" })
    void idIsDecodedOnce(String written, String id) {
        // when
        String answer = RawHttp.exchange(server, "PUT /devices/" + written + "?api-version=2021-04-12 HTTP/1.1\r\nHost: h\r\n"
                + "Connection: close\r\nAuthorization: " + token("iothubowner", "127.0.0.1")
                + "\r\nContent-Length: 2\r\n\r\n{}");

        // then
        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("{\"deviceId\":\"" + id + "\",");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/a/..", "/devices/%2E%2E", "/devices/.", "/devices/x/%2e%2e/d1", "/devices/%00",
            "/devices/a%20b" })
    void whatIsNoIdIsRefused(String path) {
        assertThat(raw("GET " + path, "registryRead")).startsWith("HTTP/1.1 400 Bad Request")
                .contains("\r\niothub-errorcode: ArgumentInvalid\r\n");
    }

    @ParameterizedTest
    @CsvSource({ "service", "device" })
    void policyWithoutTheRightIsRefusedWith401(String policy) {
        assertError(as(policy).get("/devices/d1").then(), 401, "IotHubUnauthorized", 401003, null);
        assertError(as(policy).delete("/devices/d1").then(), 401, "IotHubUnauthorized", 401003, null);
        assertError(as(policy).get("/devices").then(), 401, "IotHubUnauthorized", 401003, null);
    }

    @Test
    void readerMayNotWrite() {
        assertError(as("registryRead").body("{}").put("/devices/d1").then(), 401, "IotHubUnauthorized", 401003, null);
        assertError(as("registryRead").delete("/devices/d1").then(), 401, "IotHubUnauthorized", 401003, null);
    }

    @Test
    void callerWithoutAValidTokenLearnsNothing() {
        // given
        String expired = TokenMaker.token("127.0.0.1", TestEngines.POLICY_KEY, Instant.now().getEpochSecond() - 301)
                + "&skn=iothubowner";
        String wrongKey = TokenMaker.ofPolicy("127.0.0.1", "iothubowner", "d3Jvbmcgd3Jvbmcgd3Jvbmch");

        // then
        for (String token : new String[] { expired, wrongKey, token("nosuch", "127.0.0.1"), token("service", "other.host"),
                "Bearer eyJ0", "nonsense", TokenMaker.token("127.0.0.1", TestEngines.POLICY_KEY, 4_000_000_000L) }) {
            assertError(request().header("Authorization", token).get("/devices/nosuch").then(), 401, null, null, null);
        }
        assertError(request().get("/devices/nosuch").then(), 401, "IotHubUnauthorizedAccess", 401002, "Unauthorized");
    }

    @Test
    void tokenForOneDeviceReachesOnlyThatOne() {
        // given
        create("scoped");
        create("scoped2");
        String token = token("registryRead", "127.0.0.1%2Fdevices%2Fscoped");

        // then
        request().header("Authorization", token).get("/devices/scoped").then().statusCode(200);
        for (String path : new String[] { "/devices/scoped2", "/devices/scoped%252F2", "/devices", "/devices/",
                "/admin/consumer-groups" }) {
            assertError(request().header("Authorization", token).get(path).then(), 401, "IotHubUnauthorizedAccess", 401002,
                    "Unauthorized");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1%2Fdevices%2Fodd%3Bscope%3D1", "127.0.0.1%2Fdevices%2Fodd%253Bscope%253D1",
            "127.0.0.1/devices/odd;scope=1", "127.0.0.1/devices", "https://127.0.0.1:443/", "LOCALHOST" })
    void tokenIsMadeOutInAnySpelling(String resource) {
        // when
        String answer = RawHttp.send(server, "GET /devices/odd;scope=1", "Authorization: " + token("registryRead", resource));

        // then
        assertThat(answer).startsWith("HTTP/1.1 404 Not Found");
    }

    @Test
    void hostThatIsNoneIsRefusedAndNoFailureOfTheHub() {
        // when
        String answer = RawHttp.exchange(server, "GET /devices/nosuch HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n"
                + "Authorization: " + token("registryRead", "127.0.0.1") + "\r\n\r\n");

        // then
        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request");
    }

    @Test
    void unknownPathIs404AndWrongVerb405() {
        assertError(as("iothubowner").get("/nosuch").then(), 404, "ResourceNotFound", 404000, null);
        assertError(as("iothubowner").get("/devices/d1/nosuch/path").then(), 404, "ResourceNotFound", 404000, null);
        assertError(as("iothubowner").body("{}").patch("/devices/d1").then(), 405, "HttpMethodNotAllowed", 405000, null);
    }

    private ValidatableResponse create(String writtenId) {
        return put(writtenId, "{}").statusCode(200);
    }

    private ValidatableResponse put(String writtenId, String body) {
        return as("iothubowner").header("Content-Type", JSON).body(body).put("/devices/" + writtenId).then();
    }

    private RequestSpecification as(String policy) {
        return request().header("Authorization", token(policy, "127.0.0.1"));
    }

    private RequestSpecification request() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false);
    }

    private String raw(String requestLine, String policy) {
        return RawHttp.send(server, requestLine, "Authorization: " + token(policy, "127.0.0.1"));
    }

    private static String token(String policy, String resource) {
        return TokenMaker.ofPolicy(resource, policy, TestEngines.POLICY_KEY);
    }

    private static void assertError(ValidatableResponse answer, int status, String name, Integer number, String text) {
        answer.statusCode(status).header("Content-Type", JSON).header("x-ms-request-id", matchesPattern(UUID));
        String code = answer.extract().header("iothub-errorcode");
        String message = answer.extract().path("Message");
        assertThat(message).startsWith("ErrorCode:" + code + ";");
        if (name != null) {
            assertThat(code).isEqualTo(name);
            answer.body("errorCode", equalTo(number));
        }
        if (text != null) {
            assertThat(message).isEqualTo("ErrorCode:" + name + ";" + text);
        }
    }
}
