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
 * The published Java device SDK behaves the same over each of its transports. It offers batches over HTTPS only, where it has
 * no connection, the outcomes of messages over AMQP and HTTPS, and over AMQP only a token renewed in time and many devices on
 * one connection.
 */
@ExtendWith(SharedHub.class)
class TransportJavaSdkIT {

    private static final String AMQPS = "AMQPS";
    private static final String AMQPS_WS = "AMQPS_WS";
    private static final String HTTPS = "HTTPS";
    /** As the SDK names them. */
    private static final List<String> TRANSPORTS = List.of("MQTT", AMQPS, "MQTT_WS", AMQPS_WS);
    private static final List<String> CONNECTIONS = List.of("Reconnect", "TakeOver");
    private static final List<String> OVER_AMQP = List.of("Renewal", "Multiplexing");
    private static final List<String> BEHAVIOURS = List.of("Telemetry", "Methods", "Twins", "DeviceBound");
    private static final List<String> MORE = List.of("Credentials", "Modules", "DeviceBoundAway", "DeviceBoundProperties",
            "MethodFailures", "MethodWaiting", "MethodModules", "TwinService", "TwinModules", "TwinsAway", "AllAtOnce");

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    /** What no other class here runs, in a minute and a half with the Node SDK's. */
    static Stream<Arguments> some() {
        return Stream.of(over("MQTT", CONNECTIONS), over(AMQPS, CONNECTIONS), over(AMQPS, List.of("Multiplexing")),
                over(AMQPS, List.of("Telemetry", "Methods", "Twins", "DeviceBoundProperties")),
                over(AMQPS_WS, List.of("Reconnect"))).flatMap(Function.identity());
    }

    static Stream<Arguments> all() {
        List<String> programs = Stream.of(CONNECTIONS, BEHAVIOURS, MORE).flatMap(List::stream).toList();
        return Stream.concat(TRANSPORTS.stream().flatMap(transport -> over(transport, programs)),
                Stream.concat(over(AMQPS, OVER_AMQP), over(AMQPS_WS, OVER_AMQP)));
    }

    private static Stream<Arguments> over(String transport, List<String> programs) {
        return programs.stream().map(program -> Arguments.of(transport, program));
    }

    static List<String> transports() {
        return TRANSPORTS;
    }

    @ParameterizedTest
    @MethodSource("some")
    void deviceBehavesTheSame(String transport, String program) {
        run(transport, program, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("all")
    void deviceBehavesTheSameInEverything(String transport, String program) {
        run(transport, program, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = { "Telemetry", "Batch", "DeviceBound" })
    void devicePollsAndSendsOverHttps(String program) {
        run(HTTPS, program, Map.of());
    }

    @Test
    void deviceWithACertificateThumbprintSendsOverHttps() {
        run(HTTPS, "CertificateThumbprint", SelfSigned.environment());
    }

    @Tag("long")
    @Test
    void deviceWithACertificateOfARegisteredAuthoritySendsOverHttps(HubProcess hub) {
        run(HTTPS, "CertificateAuthority", RegisteredAuthority.at(hub).environment("java-ca-https" + System.nanoTime()));
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        run(AMQPS, "CertificateThumbprint", SelfSigned.environment());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("transports")
    void deviceWithACertificateThumbprintSendsOverEach(String transport) {
        run(transport, "CertificateThumbprint", SelfSigned.environment());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("transports")
    void deviceWithACertificateOfARegisteredAuthoritySends(String transport, HubProcess hub) {
        run(transport, "CertificateAuthority",
                RegisteredAuthority.at(hub).environment("java-ca-" + transport + System.nanoTime()));
    }

    private static void run(String transport, String program, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DEVICE_TRANSPORT", transport);
        java.run(program, environment);
    }
}
