package io.nave.sdk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/**
 * The published Node device SDK behaves the same over each of its transports. It offers batches over HTTPS only, where it has
 * no connection, and more than PUBACK for a message over AMQP and HTTPS only.
 */
@ExtendWith(SharedHub.class)
class TransportNodeSdkIT {

    private static final String AMQP = "Amqp";
    /** As the SDK's packages name them. */
    private static final List<String> TRANSPORTS = List.of("Mqtt", AMQP, "MqttWs", "AmqpWs");
    private static final String HTTPS = "Http";
    /** What goes on when a connection does not. */
    private static final List<String> CONNECTIONS = List.of("reconnect.js", "take-over.js", "renewal.js");
    private static final List<String> BEHAVIOURS = List.of("telemetry.js", "device-bound.js", "methods.js", "twins.js");
    private static final List<String> MORE = List.of("credentials.js", "modules.js", "device-bound-properties.js",
            "device-bound-away.js", "method-failures.js", "method-waiting.js", "method-modules.js", "twin-modules.js",
            "twins-away.js", "twin-service.js", "all-at-once.js");
    private static final String SETTLEMENTS = "settlements.js";

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    /** What no other class here runs, in a minute and a half with the Java SDK's. */
    static Stream<Arguments> some() {
        return Stream.of(over("Mqtt", CONNECTIONS), over(AMQP, CONNECTIONS), over(AMQP, BEHAVIOURS),
                over("AmqpWs", List.of("reconnect.js"))).flatMap(Function.identity());
    }

    static Stream<Arguments> all() {
        List<String> scripts = Stream.of(CONNECTIONS, BEHAVIOURS, MORE).flatMap(List::stream).toList();
        return TRANSPORTS.stream().flatMap(transport -> over(transport, scripts));
    }

    private static Stream<Arguments> over(String transport, List<String> scripts) {
        return scripts.stream().map(script -> Arguments.of(transport, script));
    }

    static List<String> transports() {
        return TRANSPORTS;
    }

    @ParameterizedTest
    @MethodSource("some")
    void deviceBehavesTheSame(String transport, String script) {
        run(transport, script, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("all")
    void deviceBehavesTheSameInEverything(String transport, String script) {
        run(transport, script, Map.of());
    }

    @Test
    void deviceSettlesMessagesInEachWay() {
        run(AMQP, SETTLEMENTS, Map.of());
    }

    @Tag("long")
    @Test
    void deviceSettlesMessagesInEachWayOverWebSockets() {
        run("AmqpWs", SETTLEMENTS, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = { "telemetry.js", "batch.js", "device-bound-https.js" })
    void devicePollsAndSendsOverHttps(String script) {
        run(HTTPS, script, Map.of());
    }

    @Test
    void deviceWithACertificateThumbprintSendsOverHttps() {
        run(HTTPS, "x509.js", SelfSigned.environment());
    }

    @Tag("long")
    @Test
    void deviceWithACertificateOfARegisteredAuthoritySendsOverHttps(HubProcess hub) {
        run(HTTPS, "x509-ca.js", RegisteredAuthority.at(hub).environment("node-ca-https" + System.nanoTime()));
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        run(AMQP, "x509.js", SelfSigned.environment());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("transports")
    void deviceWithACertificateThumbprintSendsOverEach(String transport) {
        run(transport, "x509.js", SelfSigned.environment());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("transports")
    void deviceWithACertificateOfARegisteredAuthoritySends(String transport, HubProcess hub) {
        run(transport, "x509-ca.js", RegisteredAuthority.at(hub).environment("node-ca-" + transport + System.nanoTime()));
    }

    private static void run(String transport, String script, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DEVICE_TRANSPORT", transport);
        node.run(script, environment);
    }
}
