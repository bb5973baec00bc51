package io.nave.rights;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.BadTokens;
import io.nave.hub.access.TokenMaker;
import io.nave.protocol.http.RawHttp;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that is no credential, shown over REST to a hub without an OpenID Connect provider (service-protocols §3.2, §4.5).
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
class CredentialFailuresIT {

    private static final List<String> PATHS = List.of("/devices/kept", "/devices", "/admin/consumer-groups/x",
            "/statistics/service");

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    private RestCalls rest;

    static Stream<Arguments> badTokens() {
        return BadTokens.of("127.0.0.1", "iothubowner", TestEngines.POLICY_KEY, Instant.now()).entrySet().stream()
                .map(bad -> Arguments.of(bad.getKey(), bad.getValue()));
    }

    @BeforeEach
    void connect() throws GeneralSecurityException {
        rest = new RestCalls(server);
        rest.create("kept");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void whoShowsItLearnsNothingAndChangesNothing(String fault, String token) {
        // given
        String before = rest.stateOf("kept") + rest.stateOfTheHub();

        // when
        for (String path : PATHS) {
            for (String method : List.of("GET", "DELETE", "PUT")) {
                assertRefused(rest.call(new Operation(method, path, "{}", true, Set.of(), 200), token), path);
            }
        }

        // then
        assertThat(rest.stateOf("kept") + rest.stateOfTheHub()).isEqualTo(before);
    }

    /** Where the method is not taken, that may be said without a credential. */
    private static void assertRefused(HttpResponse<String> answer, String path) {
        if (answer.statusCode() == 405) {
            return;
        }
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("iothub-errorcode")).contains("IotHubUnauthorizedAccess");
        assertThat(answer.body()).startsWith("{\"Message\":\"ErrorCode:IotHubUnauthorizedAccess;Unauthorized\",")
                .contains("\"errorCode\":401002,");
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1%2Fdevices%2Fother", "127.0.0.1%2Fdevices%2Fkep", "127.0.0.1%2Fdevices%2Fkept%2Fmodules",
            "127.0.0.1%2Fdevices%2FKEPT", "127.0.0.1%2Fdevices%2Fkept%2F..%2Fother", "127.0.0.1%2Ftwins",
            "127.0.0.1%2Fdevice" })
    void tokenForAnotherPathIsRefused(String resource) {
        String token = TokenMaker.ofPolicy(resource, "iothubowner", TestEngines.POLICY_KEY);
        for (String path : PATHS) {
            assertRefused(rest.call(new Operation("GET", path, "", false, Set.of(), 200), token), path);
        }
    }

    @Test
    void emptyHeaderIsNone() {
        for (String header : List.of("Authorization:", "Authorization: ", "Authorization:   ", "X-Authorization: x")) {
            assertThat(RawHttp.send(server, "GET /devices/kept", header)).startsWith("HTTP/1.1 401 ")
                    .contains("iothub-errorcode: IotHubUnauthorizedAccess\r\n");
        }
    }

    /**
     * Beyond the limit of 20 KB, yet read by the server to its end: it closes at once, and a client still writing would see no
     * answer.
     */
    @Test
    void hugeHeaderIsRefusedByTheServer() {
        String answer = RawHttp.send(server, "GET /devices/kept", "Authorization: " + "x".repeat(25_000));
        assertThat(answer).matches("(?s)HTTP/1.1 (431|400|401) .*");
    }

    /** The first one counts, as with every header of one value; a good one behind a bad one does not. */
    @Test
    void goodHeaderBehindABadOneDoesNotCount() {
        String good = "Authorization: " + RestCalls.ofPolicy("iothubowner");
        assertThat(RawHttp.send(server, "GET /devices/kept", "Authorization: nonsense", good)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void credentialsCountInTheHeaderOnly() {
        String token = RestCalls.ofPolicy("iothubowner").replace(" ", "%20");
        for (String request : List.of("GET /devices/kept?Authorization=" + token, "GET /devices/kept?access_token=" + token,
                "GET /devices/kept?sr=127.0.0.1&sig=x&se=4000000000&skn=iothubowner")) {
            assertThat(RawHttp.send(server, request)).startsWith("HTTP/1.1 401 ");
        }
        assertThat(RawHttp.send(server, "GET /devices/kept", "X-HTTP-Method-Override: DELETE")).startsWith("HTTP/1.1 401 ");
    }
}
