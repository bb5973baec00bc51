package io.nave.protocol.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

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
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

/** Queries over REST (service-protocols §5.10, semantics §3). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class QueriesIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String CONTINUATION = "x-ms-continuation";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void wholeTwinsAreTheDocumentsOfTheTwins() {
        // given
        twin("qa-1", "{\"tags\":{\"qa\":\"x\",\"n\":5.0,\"big\":1e300},\"properties\":{\"desired\":{\"d\":{\"e\":[1,{}]}}}}");
        twin("qa-2", "{\"tags\":{\"qa\":\"x\"}}");
        twin("qa-3", "{\"tags\":{\"qa\":\"y\"}}");
        // then
        ValidatableResponse page = query("SELECT * FROM devices WHERE tags.qa = 'x'", null, null).statusCode(200)
                .header("x-ms-item-type", "Twin").header("Content-Type", JSON).header(CONTINUATION, nullValue());
        assertThat(page.extract().asString()).isEqualTo("[" + get("/twins/qa-1") + "," + get("/twins/qa-2") + "]");
    }

    @Test
    void pagesFollowEachOtherAndTheLastHasNoContinuation() {
        // given
        List.of("qb-1", "qb-2", "qb-3", "qb-4").forEach(id -> twin(id, "{\"tags\":{\"qb\":1}}"));
        // then
        assertThat(pages("SELECT deviceId FROM devices WHERE tags.qb = 1", "2"))
                .isEqualTo(List.of(List.of("qb-1", "qb-2"), List.of("qb-3", "qb-4")));
        assertThat(pages("SELECT * FROM devices WHERE tags.qb = 1", "3"))
                .isEqualTo(List.of(List.of("qb-1", "qb-2", "qb-3"), List.of("qb-4")));
        assertThat(pages("SELECT TOP 3 * FROM devices WHERE tags.qb = 1", "2"))
                .isEqualTo(List.of(List.of("qb-1", "qb-2"), List.of("qb-3")));
        assertThat(pages("SELECT TOP 2 * FROM devices WHERE tags.qb = 1", "2")).isEqualTo(List.of(List.of("qb-1", "qb-2")));
        assertThat(pages("SELECT * FROM devices WHERE tags.qb = 1 ORDER BY deviceId DESC", "2"))
                .isEqualTo(List.of(List.of("qb-4", "qb-3"), List.of("qb-2", "qb-1")));
    }

    /** What went before stays before, whatever is written meanwhile. */
    @Test
    void devicesThatComeAndGoBetweenPagesNeitherRepeatNorHideOthers() {
        // given
        List.of("qc-2", "qc-4", "qc-6").forEach(id -> twin(id, "{\"tags\":{\"qc\":1}}"));
        String all = "SELECT deviceId FROM devices WHERE tags.qc = 1";
        String continuation = query(all, "2", null).body("deviceId", equalTo(List.of("qc-2", "qc-4"))).extract()
                .header(CONTINUATION);
        // when
        List.of("qc-1", "qc-5").forEach(id -> twin(id, "{\"tags\":{\"qc\":1}}"));
        as().delete("/devices/qc-4").then().statusCode(204);
        // then
        query(all, "2", continuation).body("deviceId", equalTo(List.of("qc-5", "qc-6"))).header(CONTINUATION, nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "-1", "5000", "99999999999999999999", "many", "" })
    void pageSizeThatCannotBeMetIsNoReasonToRefuse(String size) {
        query("SELECT deviceId FROM devices WHERE deviceId = 'none'", size, null).statusCode(200).body("$", equalTo(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "!!", "W10", "eyJvZmZzZXQiOjJ9", "WyIxIiwyLCIzIl0" })
    void continuationOfNothingIs400(String token) {
        query("SELECT * FROM devices", null, token).statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
    }

    @Test
    void continuationIsOfItsQueryAlone() {
        // given
        List.of("qd-1", "qd-2").forEach(id -> twin(id, "{\"tags\":{\"qd\":1}}"));
        String text = "SELECT * FROM devices WHERE tags.qd = 1";
        String token = query(text, "1", null).extract().header(CONTINUATION);
        // then
        query(text + " ", "1", token).statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
        for (String forged : List.of("[\"%s\",1]", "[\"%s\",1,\"a\"]", "[\"%s\",-1,\"a\",\"b\"]",
                "[\"%s\",1,\"{\",\"a\",\"b\"]")) {
            query(text, "1", forged(token, forged)).statusCode(400).header("iothub-errorcode", "ArgumentInvalid");
        }
    }

    private static String forged(String token, String form) {
        String hash = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\"", 3)[1];
        return Base64.getUrlEncoder().encodeToString(form.formatted(hash).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void selectedValuesAreCalledByTheirNames() {
        // given
        twin("qe-1", "{\"tags\":{\"qe\":1,\"Place\":{\"floor\":2.50}},\"properties\":{\"desired\":{\"a\":1}}}");
        // then
        query("SELECT DeviceID, LastActivityTime, tags.Place.floor, tags.none, status AS Status, properties.desired.a, "
                + "properties.desired.$version AS v FROM devices WHERE tags.qe = 1", null, null).statusCode(200)
                .header("x-ms-item-type", "Raw");
        assertThat(
                query("SELECT DeviceID, tags.Place.floor, tags.none, status AS Status, properties.desired.$version AS [[a b]] "
                        + "FROM devices WHERE tags.qe = 1", null, null).extract().asString())
                .isEqualTo("[{\"deviceId\":\"qe-1\",\"floor\":2.50,\"Status\":\"enabled\",\"a b\":2}]");
    }

    @Test
    void groupsAreCounted() {
        // given
        List.of("{\"s\":\"a\",\"n\":1}", "{\"s\":\"a\",\"n\":2.5}", "{\"s\":\"b\",\"n\":\"x\"}", "{\"n\":4}")
                .forEach(tags -> twin(
                        "qf-" + Integer.toHexString(tags.hashCode()), "{\"tags\":{\"qf\":%s}}".formatted(tags)));
        // then
        String groups = "SELECT tags.qf.s AS s, COUNT() AS number, SUM(tags.qf.n) AS sum FROM devices WHERE is_defined(tags.qf) "
                + "GROUP BY tags.qf.s";
        assertThat(query(groups, null, null).header("x-ms-item-type", "Raw").extract().asString())
                .isEqualTo("[{\"number\":1,\"sum\":4},{\"s\":\"a\",\"number\":2,\"sum\":3.5},{\"s\":\"b\",\"number\":1}]");
        ValidatableResponse first = query(groups, "2", null).body("number", equalTo(List.of(1, 2)));
        query(groups, "2", first.extract().header(CONTINUATION)).body("s", equalTo(List.of("b"))).header(CONTINUATION,
                nullValue());
        assertThat(query("SELECT count(), avg(tags.qf.n) AS mean, min(tags.qf.n) AS least, max(tags.qf.n) AS most FROM devices "
                + "WHERE is_defined(tags.qf)", null, null).extract().asString())
                .isEqualTo("[{\"count\":4,\"mean\":2.5,\"least\":1,\"most\":4}]");
        assertThat(query("SELECT COUNT() AS numberOfDevices FROM devices WHERE tags.qf = 'none'", null, null).extract()
                .asString()).isEqualTo("[{\"numberOfDevices\":0}]");
    }

    @Test
    void modulesAreAskedForByBothIds() {
        // given
        twin("qg-1", "{\"tags\":{\"qg\":1}}");
        as().header("Content-Type", JSON).body("{}").put("/devices/qg-1/modules/m1").then().statusCode(200);
        as().header("Content-Type", JSON).body("{\"tags\":{\"qg\":2}}").patch("/twins/qg-1/modules/m1").then().statusCode(200);
        // then
        assertThat(query("select * from devices.modules where devices.deviceId='qg-1'", null, null)
                .header("x-ms-item-type", "Twin").extract().asString()).isEqualTo("[" + get("/twins/qg-1/modules/m1") + "]");
        query("SELECT DeviceID, moduleId FROM devices.modules WHERE devices.modules.moduleId = 'm1' AND tags.qg = 2", "1", null)
                .body("$", equalTo(List.of(Map.of("deviceId", "qg-1", "moduleId", "m1"))));
        query("SELECT deviceId FROM devices WHERE is_defined(tags.qg)", null, null)
                .body("$", equalTo(List.of(Map.of("deviceId", "qg-1"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT * FROM c                                  | Line 1, column 15
            SELECT * FROM devices WHERE                      | Line 1, column 28
            SELECT * FROM devices WHERE tags.a LIKE 'x'      | Line 1, column 36
            SELECT * FROM devices WHERE FOO(tags.a)          | Line 1, column 29
            SELECT tags.a, COUNT() FROM devices              | Line 1, column 8
            """)
    void queryThatCannotBeReadIs400AndTellsThePlace(String text, String place) {
        query(text, null, null).statusCode(400).header("iothub-errorcode", "ArgumentInvalid")
                .body("Message",
                        startsWith("ErrorCode:ArgumentInvalid;The query is invalid. Please check the format of the query"))
                .body("Message", containsString(place));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"query\":null}", "{\"query\":5}", "[]", "no" })
    void bodyWithoutAQueryIs400(String body) {
        as().header("Content-Type", JSON).body(body).post("/devices/query").then().statusCode(400);
    }

    private List<List<String>> pages(String text, String size) {
        List<List<String>> pages = new ArrayList<>();
        String continuation = null;
        do {
            ValidatableResponse page = query(text, size, continuation).statusCode(200);
            pages.add(page.extract().path("deviceId"));
            continuation = page.extract().header(CONTINUATION);
        } while (continuation != null);
        return pages;
    }

    private void twin(String id, String patch) {
        as().header("Content-Type", JSON).body("{}").put("/devices/" + id).then().statusCode(200);
        as().header("Content-Type", JSON).body(patch).patch("/twins/" + id).then().statusCode(200);
    }

    private String get(String path) {
        return as().get(path).then().statusCode(200).extract().asString();
    }

    private ValidatableResponse query(String text, @Nullable String size, @Nullable String continuation) {
        RequestSpecification request = as().header("Content-Type", JSON)
                .body(JsonNodeFactory.instance.objectNode().put("query", text).toString());
        RequestSpecification sized = size == null ? request : request.header("x-ms-max-item-count", size);
        return (continuation == null ? sized : sized.header(CONTINUATION, continuation)).post("/devices/query").then();
    }

    private RequestSpecification as() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY));
    }
}
