package io.nave.rights;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.LongRun;
import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.oidc.AccessTokens;
import io.nave.oidc.KeycloakLink;
import io.nave.protocol.http.RawHttp;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Paths that frameworks have read in two ways before (CVE-2026-39852, CVE-2026-50559), byte for byte over a socket: no spelling
 * of a path gives anybody more than the plain one. A run tries each spelling and method with one caller, whom
 * {@code -Dtest.seed=N} chooses again; the long run tries all of them.
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
@WithTestResource(KeycloakLink.class)
class OddPathsIT {

    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final Random RANDOM = new Random(SEED);
    private static final List<String> METHODS = List.of("GET", "PUT", "DELETE", "POST");

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    AccessTokens tokens;
    private RestCalls rest;
    private String before;

    @BeforeAll
    static void tellTheSeed() {
        System.out.println("OddPathsIT: seed " + SEED + " (repeat with -Dtest.seed=" + SEED + ")");
    }

    @BeforeEach
    void remember() throws GeneralSecurityException {
        rest = new RestCalls(server);
        rest.create("mine");
        rest.create("theirs");
        before = state();
    }

    @AfterEach
    void nothingHasChanged() {
        assertThat(state()).isEqualTo(before);
    }

    private String state() {
        return rest.stateOf("mine") + rest.stateOf("theirs") + rest.stateOfTheHub();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/admin/", "//admin/consumer-groups", "/admin//consumer-groups", "/admin/consumer-groups/",
            "/admin;/consumer-groups", "/admin;a=b/consumer-groups", "/admin/consumer-groups;", "/admin/consumer-groups;x=y",
            "/admin/consumer-groups%3B", "/admin/consumer-groups%3bx", "/admin%2Fconsumer-groups", "/admin%2fconsumer-groups",
            "/admin/consumer-groups%2F", "/admin/consumer-groups%2Fx", "/admin/consumer-groups%5Cx",
            "/admin/consumer-groups%5cx",
            "/admin\\consumer-groups", "/admin/consumer-groups\\", "/admin/consumer-groups%00", "/admin/%00/consumer-groups",
            "/admin/./consumer-groups", "/admin/../admin/consumer-groups", "/admin/x/../consumer-groups",
            "/admin/%2e/consumer-groups", "/admin/x/%2e%2E/consumer-groups", "/admin/x/.%2e/consumer-groups",
            "/%61dmin/consumer-groups", "/admin/%63onsumer-groups", "/admin/consumer%2dgroups", "/admin/consumer%2Dgroups",
            "/devices/../admin/consumer-groups", "/devices/..%2Fadmin/consumer-groups", "/devices/..;/admin/consumer-groups",
            "/devices;/../admin/consumer-groups", "/q/../admin/consumer-groups", "/q%2F..%2Fadmin/consumer-groups",
            "/q;/../admin/consumer-groups", "/q/..;/admin/consumer-groups", "/q/..%2Fadmin%2Fconsumer-groups",
            "/q/%2e%2e/admin/consumer-groups", "/q\\..\\admin/consumer-groups", "/q/..\\admin\\consumer-groups",
            "/q/openapi/../../admin/consumer-groups", "/q/swagger-ui/..%2f..%2fadmin/consumer-groups",
            "/%71/../admin/consumer-groups",
            "/./admin/consumer-groups", "/x/../admin/consumer-groups", "/ADMIN/consumer-groups", "/admin/%2561", "/admin%20",
            "/admin/consumer-groups%0d%0aX:y", "/admin/%c0%ae%c0%ae/admin/consumer-groups", "/%c0%afadmin/consumer-groups",
            "admin/consumer-groups", "/admin/consumer-groups%", "/admin/consumer-groups/%zz", "/.;/admin/consumer-groups" })
    void operatorsApiIsReachedByItsPlainPathsOnly(String path) {
        List<String> callers = List.of("", RestCalls.ofPolicy("registryRead"), "Bearer " + tokens.ofRole("service"),
                RestCalls.ofPolicy("iothubowner"), "Bearer " + tokens.ofRole("iothubowner"));
        for (String method : METHODS) {
            for (String authorization : some(callers)) {
                String answer = send(method + " " + path, authorization);
                assertThat(statusOf(answer)).as(method + " " + path + "\n" + answer).isIn(400, 401, 404, 405);
                assertThat(answer).doesNotContain("$Default");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/../q/openapi", "/q//openapi", "//q/openapi", "/q;/openapi", "/q/openapi;x", "/q%2Fopenapi",
            "/%71/openapi", "/q/%6fpenapi", "/q/./openapi", "/q/health%2Fready", "/q/health/..%2Fmetrics", "/q\\openapi",
            "/devices/../q/openapi", "/admin/../q/openapi", "/q/%2e%2e/devices/mine", "/q/../devices/mine",
            "/q;/../devices/mine",
            "/q/..%2fdevices%2fmine", "/q/openapi%00" })
    void pagesAreReachedByTheirPlainPathsOnly(String path) {
        for (String authorization : List.of("", RestCalls.ofPolicy("device"))) {
            String answer = send("GET " + path, authorization);
            assertThat(statusOf(answer)).as(path + "\n" + answer).isIn(400, 401, 404);
            assertThat(answer).doesNotContain("openapi:").doesNotContain("\"checks\"").doesNotContain("primaryKey");
        }
    }

    /** A token that is made out to one device, and no spelling makes another one of it. */
    @ParameterizedTest
    @ValueSource(strings = { "/devices/theirs", "/devices/mine/../theirs", "/devices/mine%2F..%2Ftheirs",
            "/devices/mine;/../theirs", "/devices/mine%3B%2F..%2Ftheirs", "/devices/mine\\..\\theirs",
            "/devices/mine%5C..%5Ctheirs", "/devices/mine/%2e%2e/theirs", "/devices/mine/.%2E/theirs",
            "/devices/mine/..;/theirs",
            "/devices//theirs", "/devices/theirs/", "/devices/./theirs", "/devices/theirs;mine", "/devices/theirs%00",
            "/devices/theirs%2F", "/devices%2Ftheirs", "/devices/%74heirs", "/devices/%2574heirs", "/devices/mine%00/../theirs",
            "//devices/theirs", "/devices/theirs?x=/devices/mine", "/devices/theirs#/devices/mine", "/devices/theirs%23",
            "/devices/theirs%3F/mine", "/devices/mine/../../devices/theirs", "/admin/../devices/theirs", "/q/../devices/theirs",
            "/devices", "/devices/", "/devices/theirs/modules/m1", "/devices/mine/../theirs/modules/m1",
            "/devices/theirs%2Fmodules%2Fm1", "/devices/minE", "/devices/mine2", "/devices/mine/modules/../../theirs" })
    void tokenForOneDeviceOpensNoOther(String path) {
        List<String> resources = List.of("127.0.0.1%2Fdevices%2Fmine", "127.0.0.1/devices/mine",
                "127.0.0.1%2Fdevices%2Fmine%2F");
        for (String method : METHODS) {
            for (String resource : some(resources)) {
                String token = TokenMaker.ofPolicy(resource, "iothubowner", TestEngines.POLICY_KEY);
                String answer = send(method + " " + path, token);
                assertThat(statusOf(answer)).as(method + " " + path + "\n" + answer).isIn(400, 401, 404, 405);
                assertThat(answer).doesNotContain("\"deviceId\":\"theirs\"");
            }
        }
    }

    /** Every spelling of a path to a device asks for the right that the plain one asks for. */
    @ParameterizedTest
    @ValueSource(strings = { "/devices/theirs", "/devices%2Ftheirs", "//devices//theirs/", "/devices/%74heirs",
            "/devices;/theirs",
            "/devices/theirs;x", "/%64evices/theirs", "/devices/theirs/modules/m1", "/devices%2ftheirs%2fmodules%2fm1",
            "/devices/theirs/modules/%6d1", "/devices/theirs/modules;/m1" })
    void noSpellingNeedsLessThanTheRight(String path) {
        List<String> callers = List.of("", RestCalls.ofPolicy("service"), RestCalls.ofPolicy("device"),
                "Bearer " + tokens.ofRole("service"), "Bearer " + tokens.ofRole("no-role"));
        for (String method : METHODS) {
            for (String authorization : some(callers)) {
                assertThat(statusOf(send(method + " " + path, authorization))).as(method + " " + path).isIn(400, 401, 404, 405);
            }
        }
        for (String method : List.of("PUT", "DELETE")) {
            assertThat(statusOf(send(method + " " + path, RestCalls.ofPolicy("registryRead")))).isIn(400, 401, 404, 405);
        }
    }

    /** One of them, another one for each path and method; in the long run all. */
    private List<String> some(List<String> all) {
        return LongRun.isOn() ? all : List.of(all.get(RANDOM.nextInt(all.size())));
    }

    private String send(String requestLine, String authorization) {
        return authorization.isEmpty() ? RawHttp.send(server, requestLine)
                : RawHttp.send(server, requestLine, "Authorization: " + authorization);
    }

    private static int statusOf(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }
}
