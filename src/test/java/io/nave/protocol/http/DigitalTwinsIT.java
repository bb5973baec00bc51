package io.nave.protocol.http;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

/** Digital twins over REST (service-protocols §5.17). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class DigitalTwinsIT {

    private static final String JSON = "application/json; charset=utf-8";

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void patchIsAcceptedAndReadBackAsWhatIsDesired() {
        // given
        create("dt-1");
        // when
        ValidatableResponse accepted = patch("dt-1", "[{\"op\":\"add\",\"path\":\"/targetTemperature\",\"value\":21}]", null);
        // then
        accepted.statusCode(202).header("ETag", "\"AAAAAAAAAAI=\"").header("Location", endsWith("/digitaltwins/dt-1"));
        assertThat(accepted.extract().asString()).isEmpty();
        assertThat(
                as().get("/digitaltwins/dt-1").then().statusCode(200).header("ETag", "\"AAAAAAAAAAI=\"").extract().asString())
                .isEqualTo("{\"$dtId\":\"dt-1\",\"$metadata\":{\"$model\":\"\",\"targetTemperature\":"
                        + "{\"desiredValue\":21,\"desiredVersion\":2}}}");
        as().get("/twins/dt-1").then().body("properties.desired.targetTemperature", equalTo(21));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "PATCH | /digitaltwins/nosuch | [{\"op\":\"add\",\"path\":\"/a\",\"value\":1}] | - | 404 | DeviceNotFound",
            "GET | /digitaltwins/nosuch | - | - | 404 | DeviceNotFound",
            "PATCH | /digitaltwins/dt-2 | [{\"op\":\"add\",\"path\":\"/a\",\"value\":1}] | AAAAAAAAAAk= | 412 | PreconditionFailed",
            "PATCH | /digitaltwins/dt-2 | {} | - | 400 | IotHubFormatError",
            "PATCH | /digitaltwins/dt-2 | [] | - | 400 | InvalidDigitalTwinPatch",
            "PATCH | /digitaltwins/dt-2 | [{\"op\":\"add\",\"path\":\"a\",\"value\":1}] | - | 400 | InvalidDigitalTwinPatchPath",
            "PATCH | /digitaltwins/dt-2 | [{\"op\":\"add\",\"path\":\"/a b\",\"value\":1}] | - | 400 | ArgumentInvalid",
            "POST | /digitaltwins/dt-2/commands/reboot | {} | - | 404 | DeviceNotOnline",
            "POST | /digitaltwins/dt-2/components/t/commands/reboot | {} | - | 404 | DeviceNotOnline" })
    void whatCannotBeIsRefused(String verb, String path, String body, String ifMatch, int status, String name) {
        // given
        create("dt-2");
        RequestSpecification request = as().header("Content-Type", JSON);
        request = ifMatch == null ? request : request.header("If-Match", ifMatch);
        request = body == null ? request : request.body(body);
        // then
        request.request(verb, path).then().statusCode(status).header("iothub-errorcode", name);
        as().get("/twins/dt-2").then().body("version", equalTo(2));
    }

    private void create(String id) {
        as().header("Content-Type", JSON).body("{}").put("/devices/" + id);
    }

    private ValidatableResponse patch(String id, String body, String ifMatch) {
        RequestSpecification request = as().header("Content-Type", JSON).body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch)).patch("/digitaltwins/" + id).then();
    }

    private RequestSpecification as() {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY));
    }
}
