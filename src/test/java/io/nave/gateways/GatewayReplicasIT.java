package io.nave.gateways;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hub.access.TokenMaker;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a gateway connects at one replica ends at once when it loses its right at the other (device-protocols §7, semantics
 * §9.2): {@code leaf} behind {@code mid} behind {@code top}, {@code beside} behind {@code top}.
 */
@Timeout(120)
class GatewayReplicasIT {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final long FAR_AWAY = 4102444800L;

    private static HubProcess first;
    private static HubProcess second;
    private static HttpClient client;
    private static int rounds;

    private final String top = "top-" + ++rounds;
    private final String mid = "mid-" + rounds;
    private final String leaf = "leaf-" + rounds;
    private final String beside = "beside-" + rounds;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory());
        second = first.startReplica(SharedHub.newDirectory());
        client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(first.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @BeforeEach
    void register() {
        String above = gateway(top, "");
        String scope = gateway(mid, above);
        put("/devices/" + leaf, "{\"deviceScope\":\"" + scope + "\"}");
        put("/devices/" + beside, "{\"deviceScope\":\"" + above + "\"}");
    }

    @ParameterizedTest
    @CsvSource({ "disabled", "not a gateway any more", "deleted", "key", "mid disabled", "mid deleted", "mid moved",
            "leaf disabled", "leaf moved", "leaf deleted" })
    void whatTakesTheRightAwayAtOneReplicaCutsAtTheOther(String change) {
        // given
        try (MqttWire wire = in(second, leaf, leaf + ";" + mid + ";" + top)) {
            assertThat(wire.send(MqttFrame.publish("devices/" + leaf + "/messages/events/", 1, 1, "x")).read().type())
                    .isEqualTo(MqttFrame.PUBACK);

            // when
            switch (change) {
                case "disabled" -> disable(top, true);
                case "not a gateway any more" -> replace(top, "{\"capabilities\":{\"iotEdge\":false}}");
                case "deleted" -> call("DELETE", "/devices/" + top, "");
                case "key" -> call("POST", "/devices/keys/regenerate",
                        "{\"policyKey\":\"primary\",\"devices\":[{\"id\":\"" + top + "\",\"moduleId\":\"$edgeHub\"}]}");
                case "mid disabled" -> disable(mid, true);
                case "mid deleted" -> call("DELETE", "/devices/" + mid, "");
                case "mid moved" -> replace(mid, "{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"elsewhere\"]}");
                case "leaf disabled" -> disable(leaf, false);
                case "leaf moved" -> replace(leaf, "{\"deviceScope\":\"elsewhere\"}");
                default -> call("DELETE", "/devices/" + leaf, "");
            }

            // then
            assertThat(wire.isClosedByHub()).isTrue();
        }
        try (MqttWire again = MqttWire.open(second.plainMqttPort())) {
            assertThat(again.connect(behalf(leaf, leaf + ";" + mid + ";" + top)).hex()).isEqualTo("20020005");
        }
    }

    @Test
    void whatDoesNotConcernItLeavesAConnectionAlone() {
        try (MqttWire wire = in(second, beside, beside + ";" + top)) {
            // when
            disable(mid, true);
            call("DELETE", "/devices/" + leaf, "");
            call("POST", "/devices/keys/regenerate", "{\"policyKey\":\"primary\",\"devices\":[{\"id\":\"" + beside + "\"}]}");
            call("POST", "/devices/keys/regenerate",
                    "{\"policyKey\":\"secondary\",\"devices\":[{\"id\":\"" + top + "\",\"moduleId\":\"$edgeHub\"}]}");

            // then
            assertThat(wire.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        }
    }

    @Test
    void newerConnectionWinsAtWhicheverReplicaAndWhoeverMadeIt() {
        // given
        String key = text(get("/devices/" + leaf), "/authentication/symmetricKey/primaryKey");
        MqttConnectFrame own = MqttConnectFrame.of(leaf, first.host() + "/" + leaf + "/?api-version=2021-04-12",
                TokenMaker.token(first.host() + "/devices/" + leaf, key, FAR_AWAY));
        try (MqttWire byGateway = in(first, leaf, leaf + ";" + mid);
                MqttWire byItself = MqttWire.open(second.plainMqttPort())) {
            // when
            assertThat(byItself.connect(own).hex()).startsWith("2002").endsWith("00");
            // then
            assertThat(byGateway.isClosedByHub()).isTrue();
            try (MqttWire again = in(first, leaf, leaf + ";" + mid)) {
                assertThat(byItself.isClosedByHub()).isTrue();
                assertThat(again.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
            }
        }
    }

    private static void disable(String id, boolean edge) {
        replace(id, "{\"status\":\"disabled\",\"capabilities\":{\"iotEdge\":" + edge + "}}");
    }

    private static MqttWire in(HubProcess replica, String target, String chain) {
        MqttWire wire = MqttWire.open(replica.plainMqttPort());
        assertThat(wire.connect(behalf(target, chain)).hex()).startsWith("2002").endsWith("00");
        return wire;
    }

    private static MqttConnectFrame behalf(String target, String chain) {
        String actor = chain.substring(chain.lastIndexOf(';') + 1);
        return MqttConnectFrame.of(target,
                first.host() + "/" + target + "/?api-version=2020-09-30&auth-chain="
                        + URLEncoder.encode(chain, StandardCharsets.UTF_8),
                TokenMaker.token(first.host() + "/devices/" + actor + "/modules/$edgeHub", KEY, FAR_AWAY));
    }

    /** Returns its scope. */
    private static String gateway(String id, String parent) {
        String parents = parent.isEmpty() ? "[]" : "[\"" + parent + "\"]";
        String made = put("/devices/" + id, "{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":" + parents + "}");
        call("POST", "/devices", "[{\"id\":\"" + id + "\",\"moduleId\":\"$edgeHub\",\"importMode\":\"update\","
                + "\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + KEY + "\",\"secondaryKey\":\""
                + OTHER_KEY + "\"}}}]");
        return text(made, "/deviceScope");
    }

    private static String get(String path) {
        return call("GET", path, "");
    }

    private static String put(String path, String body) {
        return send(request("PUT", path, body));
    }

    private static void replace(String id, String body) {
        send(request("PUT", "/devices/" + id, body).header("If-Match", "*"));
    }

    private static String call(String method, String path, String body) {
        return send(request(method, path, body));
    }

    private static HttpRequest.Builder request(String method, String path, String body) {
        URI uri = URI.create("https://" + first.host() + ":" + first.httpsPort() + path + "?api-version=2021-04-12");
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).header("Content-Type", "application/json")
                .header("Authorization", TokenMaker.ofPolicy(first.host(), HubProcess.OWNER, first.ownerKey()))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(String json, String pointer) {
        try {
            return new ObjectMapper().readTree(json).at(pointer).asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
