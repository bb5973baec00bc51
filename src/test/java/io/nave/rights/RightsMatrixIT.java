package io.nave.rights;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.TestEngines;
import io.nave.hub.access.PolicyStore;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.oidc.AccessTokens;
import io.nave.oidc.KeycloakLink;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every operation of the REST contract by everybody: who may, may, and who may not changes nothing (service-protocols §3.5).
 * Each run has another third of them, which {@code -Dtest.seed=N} repeats; the long run has them all.
 */
@QuarkusTest
@WithTestResource(TestEngines.class)
@WithTestResource(KeycloakLink.class)
class RightsMatrixIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int SHARE = 3;
    private static final AtomicInteger CASES = new AtomicInteger();

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    PolicyStore policies;
    AccessTokens tokens;
    private RestCalls rest;

    static Stream<Arguments> everyOperationByEverybody() {
        return Operation.all().stream().flatMap(what -> Who.all().stream().map(who -> Arguments.of(what, who)));
    }

    /** One of three next to each other, so that each operation is called by at least four. */
    static Stream<Arguments> aThirdOfThem() {
        System.out.println("RightsMatrixIT: seed " + SEED + " (repeat with -Dtest.seed=" + SEED + ")");
        Random random = new Random(SEED);
        List<Arguments> all = everyOperationByEverybody().toList();
        return IntStream.range(0, all.size() / SHARE).mapToObj(i -> all.get(i * SHARE + random.nextInt(SHARE)));
    }

    @BeforeEach
    void connect() throws GeneralSecurityException {
        rest = new RestCalls(server);
    }

    @Tag("long")
    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("everyOperationByEverybody")
    void everybodyMayWhatTheyMayAndNoMore(Operation what, Who who) throws JsonProcessingException {
        whoMayMayAndWhoMayNotChangesNothing(what, who);
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("aThirdOfThem")
    void whoMayMayAndWhoMayNotChangesNothing(Operation what, Who who) throws JsonProcessingException {
        // given
        String id = "matrix-" + CASES.incrementAndGet();
        Operation operation = what.about(id);
        prepare(operation, id);
        String before = state(operation, id);

        // when
        HttpResponse<String> answer = rest.call(operation, authorization(who));

        // then
        if (what.isAllowedTo(who.rights())) {
            assertAllowed(answer, what);
            tidy(operation, id);
        } else {
            assertRefused(answer, who);
            assertThat(state(operation, id)).isEqualTo(before);
        }
    }

    private void prepare(Operation operation, String id) {
        if (!operation.isForOperators()) {
            rest.create(id);
        }
    }

    private String state(Operation operation, String id) {
        if (operation.changesNothing()) {
            return "";
        }
        return operation.isForOperators() ? rest.stateOfTheHub() : rest.stateOf(id);
    }

    private void tidy(Operation operation, String id) {
        if (operation.isForOperators() && !operation.changesNothing()) {
            rest.tidyHub(id);
        } else if (operation.isAboutConfigurations()) {
            rest.asOwner("DELETE", "/configurations/" + id);
        }
    }

    private static void assertAllowed(HttpResponse<String> answer, Operation what) {
        if (what.allowed() == Operation.ANY) {
            assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(401).isLessThan(500);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(what.allowed());
        }
    }

    /** Known, but without the right, is 401003, never 403; unknown is 401002 and hears no reason. */
    private static void assertRefused(HttpResponse<String> answer, Who who) throws JsonProcessingException {
        boolean known = who.kind() != Who.Kind.NOBODY;
        String name = known ? "IotHubUnauthorized" : "IotHubUnauthorizedAccess";
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("iothub-errorcode")).contains(name);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("x-ms-request-id")).isPresent();
        assertThat(body.path("errorCode").asInt()).isEqualTo(known ? 401003 : 401002);
        assertThat(body.path("Message").asText()).startsWith("ErrorCode:" + name + ";");
        assertThat(body.path("ExceptionMessage").asText()).startsWith("Tracking ID:");
    }

    private String authorization(Who who) {
        return switch (who.kind()) {
            case BUILT_IN_POLICY -> RestCalls.ofPolicy(who.name());
            case CUSTOM_POLICY -> custom(who);
            case ROLE -> "Bearer " + tokens.ofRole(who.name());
            case NOBODY -> "";
        };
    }

    private String custom(Who who) {
        policies.insertIfAbsent(
                new SharedAccessPolicy(who.name(), who.stored(), TestEngines.POLICY_KEY, TestEngines.POLICY_KEY))
                .await().atMost(Duration.ofSeconds(10));
        return RestCalls.ofPolicy(who.name());
    }
}
