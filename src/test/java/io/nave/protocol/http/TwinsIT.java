package io.nave.protocol.http;

import java.net.URI;

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
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

/** Twins over REST (service-protocols §4.4, §5.8, §5.9). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class TwinsIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String FRESH = "{\"$metadata\":{\"$lastUpdated\":\"0001-01-01T00:00:00Z\"},\"$version\":1}";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void freshTwinShowsItsIdentityAndIsEmpty() {
        // given
        String device = create("/devices/t-1").extract().path("etag");
        // then
        ValidatableResponse twin = get("/twins/t-1").statusCode(200).header("Content-Type", JSON)
                .header("ETag", "\"AAAAAAAAAAE=\"");
        assertThat(twin.extract().asString()).isEqualTo("{\"deviceId\":\"t-1\",\"etag\":\"AAAAAAAAAAE=\",\"deviceEtag\":\""
                + device
                + "\",\"status\":\"enabled\",\"statusUpdateTime\":\"0001-01-01T00:00:00\",\"connectionState\":\"Disconnected\","
                + "\"lastActivityTime\":\"0001-01-01T00:00:00\",\"cloudToDeviceMessageCount\":0,\"authenticationType\":\"sas\","
                + "\"x509Thumbprint\":{\"primaryThumbprint\":null,\"secondaryThumbprint\":null},\"modelId\":\"\",\"version\":2,"
                + "\"tags\":{},\"properties\":{\"desired\":" + FRESH + ",\"reported\":" + FRESH + "},"
                + "\"capabilities\":{\"iotEdge\":false}}");
    }

    @Test
    void twinShowsStateScopeAndThumbprints() {
        // given
        ValidatableResponse gateway = as().header("Content-Type", JSON).body("""
                {"capabilities":{"iotEdge":true},"status":"disabled","statusReason":"broken",\
                "authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"%s"}}}"""
                .formatted("A1".repeat(20))).put("/devices/t-gw").then().statusCode(200);
        // then
        get("/twins/t-gw").body("status", equalTo("disabled")).body("statusReason", equalTo("broken"))
                .body("statusUpdateTime", equalTo(gateway.extract().path("statusUpdatedTime")))
                .body("authenticationType", equalTo("selfSigned"))
                .body("x509Thumbprint.primaryThumbprint", equalTo("A1".repeat(20)))
                .body("capabilities.iotEdge", equalTo(true)).body("deviceScope", equalTo(gateway.extract().path("deviceScope")))
                .body("$", not(hasKey("parentScopes")));
        get("/twins/t-gw/modules/$edgeAgent").body("moduleId", equalTo("$edgeAgent")).body("version", equalTo(2))
                .body("authenticationType", equalTo("none"));
    }

    @Test
    void patchMergesAndAnswersTheWholeTwin() {
        // given
        create("/devices/t-2");
        // when
        patch("/twins/t-2", "{\"tags\":{\"site\":\"A\"},\"properties\":{\"desired\":{\"interval\":30,\"cfg\":{\"f\":\"5m\"}}}}",
                null);
        ValidatableResponse twin = patch("/twins/t-2", "{\"properties\":{\"desired\":{\"interval\":null}}}",
                "\"AAAAAAAAAAI=\"");
        // then
        twin.statusCode(200).header("ETag", "\"AAAAAAAAAAM=\"").body("etag", equalTo("AAAAAAAAAAM="))
                .body("version", equalTo(4))
                .body("tags.site", equalTo("A")).body("properties.desired.cfg.f", equalTo("5m"))
                .body("properties.desired.interval", nullValue()).body("properties.desired.$version", equalTo(3))
                .body("properties.desired.$metadata.cfg.f.$lastUpdatedVersion", equalTo(2))
                .body("properties.desired.$metadata.$lastUpdatedVersion", equalTo(3))
                .body("properties.desired.$metadata.interval", nullValue());
        assertThat(get("/twins/t-2").extract().asString()).isEqualTo(twin.extract().asString());
    }

    /** Whole twins are sent back as they were read, and the Java client says null and empty for what it does not mean. */
    @Test
    void whatCannotBeWrittenIsIgnored() {
        // given
        create("/devices/t-3");
        patch("/twins/t-3", "{\"tags\":{\"a\":1},\"properties\":{\"desired\":{\"x\":1}}}", null);
        String whole = get("/twins/t-3").extract().asString();
        // then
        patch("/twins/t-3", whole, null).statusCode(200).body("properties.desired.$version", equalTo(3))
                .body("tags.a", equalTo(1));
        patch("/twins/t-3", """
                {"deviceId":null,"etag":null,"version":null,"status":"disabled","tags":{},"configurations":null,\
                "capabilities":null,"properties":{"desired":{},"reported":{"no":1}}}""", null)
                .statusCode(200).body("version", equalTo(4)).body("status", equalTo("enabled")).body("tags.a", equalTo(1))
                .body("properties.reported.no", nullValue());
        patch("/twins/t-3", "{\"tags\":null,\"properties\":null}", null).statusCode(200).body("version", equalTo(4));
    }

    @Test
    void javaSendsAPatchAsPost() {
        // given
        create("/devices/t-4");
        // then
        as().header("Content-Type", JSON).header("X-HTTP-Method-Override", "PATCH")
                .body("{\"tags\":{},\"properties\":{\"desired\":{\"y\":2,\"z\":null}}}").post("/twins/t-4").then()
                .statusCode(200)
                .body("properties.desired.y", equalTo(2));
        error(as().header("Content-Type", JSON).body("{}").post("/twins/t-4").then(), 405, "HttpMethodNotAllowed");
    }

    @Test
    void putReplacesTheSectionsThatItHas() {
        // given
        create("/devices/t-5");
        patch("/twins/t-5", "{\"tags\":{\"a\":1},\"properties\":{\"desired\":{\"x\":1,\"y\":{\"z\":1}}}}", null);
        // then
        put("/twins/t-5", "{\"properties\":{\"desired\":{\"y\":{\"w\":2,\"n\":null}}},\"configurations\":null}", "AAAAAAAAAAI=")
                .statusCode(200).body("tags.a", equalTo(1)).body("properties.desired.x", nullValue())
                .body("properties.desired.y.z", nullValue()).body("properties.desired.y.w", equalTo(2));
        put("/twins/t-5", "{\"tags\":{}}", "*").statusCode(200).body("tags.a", nullValue())
                .body("properties.desired.y.w", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"AAAAAAAAAAI=\"", "AAAAAAAAAAI=", "W/\"AAAAAAAAAAI=\"", "*", "\"*\"" })
    void etagInEveryFormIsMet(String ifMatch) {
        // given
        String id = "t-6-" + Integer.toHexString(ifMatch.hashCode());
        create("/devices/" + id);
        patch("/twins/" + id, "{\"tags\":{\"a\":1}}", null);
        // then
        patch("/twins/" + id, "{\"tags\":{\"a\":2}}", ifMatch).statusCode(200).body("tags.a", equalTo(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "GET | /twins/nosuch | - | - | 404 | DeviceNotFound",
            "GET | /twins/t-7/modules/nosuch | - | - | 404 | ModuleNotFound",
            "GET | /twins/nosuch/modules/m | - | - | 404 | DeviceNotFound",
            "PATCH | /twins/nosuch | {\"tags\":{\"a\":1}} | - | 404 | DeviceNotFound",
            "PATCH | /twins/t-7/modules/nosuch | {\"tags\":{\"a\":1}} | - | 404 | ModuleNotFound",
            "PUT | /twins/nosuch | {} | - | 404 | DeviceNotFound",
            "PATCH | /twins/t-7 | {\"tags\":{\"a\":1}} | \"AAAAAAAAAAk=\" | 412 | PreconditionFailed",
            "PUT | /twins/t-7 | {\"tags\":{\"a\":1}} | other | 412 | PreconditionFailed",
            "PATCH | /twins/t-7 | {} | \"AAAAAAAAAAk=\" | 412 | PreconditionFailed",
            "PATCH | /twins/t-7 | {\"tags\":{\"$a\":1}} | - | 400 | ArgumentInvalid",
            "PATCH | /twins/t-7 | {\"tags\":5} | - | 400 | ArgumentInvalid",
            "PATCH | /twins/t-7 | {\"properties\":{\"desired\":[]}} | - | 400 | ArgumentInvalid",
            "PATCH | /twins/t-7 | {\"properties\":{\"desired\":{\"a\":4503599627370496}}} | - | 400 | ArgumentInvalid",
            "PATCH | /twins/t-7 | {\"tags\": | - | 400 | IotHubFormatError",
            "PATCH | /twins/t-7 | [] | - | 400 | IotHubFormatError",
            "DELETE | /twins/t-7 | - | - | 405 | HttpMethodNotAllowed" })
    void whatCannotBeIsRefused(String verb, String path, String body, String ifMatch, int status, String name) {
        // given
        create("/devices/t-7");
        RequestSpecification request = as().header("Content-Type", JSON);
        request = ifMatch == null ? request : request.header("If-Match", ifMatch);
        request = body == null ? request : request.body(body);
        // then
        error(request.request(verb, path).then(), status, name);
        get("/twins/t-7").body("version", equalTo(2));
    }

    @Test
    void sectionThatIsTooLargeIsRefusedInTheKnownWords() {
        // given
        create("/devices/t-8");
        String tags = "{\"tags\":{\"a\":\"" + "x".repeat(4096) + "\",\"b\":\"" + "x".repeat(4096) + "\"}}";
        // then
        error(patch("/twins/t-8", tags, null), 413, "DeviceModelMaxPropertiesExceeded")
                .body("Message",
                        equalTo("ErrorCode:DeviceModelMaxPropertiesExceeded;'Tags' size should be less than 8192 bytes."));
    }

    @Test
    void moduleHasATwinOfItsOwn() {
        // given
        create("/devices/t-9");
        create("/devices/t-9/modules/m1");
        // when
        patch("/twins/t-9/modules/m1", "{\"properties\":{\"desired\":{\"a\":1}}}", null).statusCode(200);
        // then
        get("/twins/t-9/modules/m1").body("deviceId", equalTo("t-9")).body("moduleId", equalTo("m1"))
                .body("properties.desired.a", equalTo(1)).body("version", equalTo(3));
        put("/twins/t-9/modules/m1", "{\"properties\":{\"desired\":{\"b\":1}}}", "*").body("properties.desired.a", nullValue());
        get("/twins/t-9").body("version", equalTo(2));
    }

    @Test
    void numbersAndTimesComeBackAsTheyWere() {
        // given
        create("/devices/t-10");
        // then
        assertThat(patch("/twins/t-10", "{\"tags\":{\"a\":5,\"b\":5.0,\"c\":1e2,\"d\":\"2024-05-01T10:00:00.10Z\",\"e\":0.10}}",
                null)
                .extract().asString())
                .contains("\"tags\":{\"a\":5,\"b\":5.0,\"c\":100.0,\"d\":\"2024-05-01T10:00:00.10Z\",\"e\":0.10}");
    }

    private ValidatableResponse create(String path) {
        return as().header("Content-Type", JSON).body("{}").put(path).then();
    }

    private ValidatableResponse get(String path) {
        return as().get(path).then();
    }

    private ValidatableResponse patch(String path, String body, String ifMatch) {
        return written("PATCH", path, body, ifMatch);
    }

    private ValidatableResponse put(String path, String body, String ifMatch) {
        return written("PUT", path, body, ifMatch);
    }

    private ValidatableResponse written(String verb, String path, String body, String ifMatch) {
        RequestSpecification request = as().header("Content-Type", JSON).body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch)).request(verb, path).then();
    }

    private static ValidatableResponse error(ValidatableResponse response, int status, String name) {
        return response.statusCode(status).header("iothub-errorcode", name);
    }

    private RequestSpecification as() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY));
    }
}
