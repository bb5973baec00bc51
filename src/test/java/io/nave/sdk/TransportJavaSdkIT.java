package io.nave.sdk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/**
 * The published Java device SDK behaves the same over each of its transports. It offers batches over none of them, and over
 * AMQP
 * only the outcomes of messages, a token renewed in time, and many devices on one connection.
 */
@ExtendWith(SharedHub.class)
class TransportJavaSdkIT {

    private static final String AMQPS = "AMQPS";
    /** As the SDK names them. */
    private static final List<String> TRANSPORTS = List.of("MQTT", AMQPS, "MQTT_WS", "AMQPS_WS");
    private static final List<String> CONNECTIONS = List.of("Reconnect", "TakeOver");
    private static final List<String> BEHAVIOURS = List.of("Telemetry", "Methods", "Twins", "DeviceBound");
    private static final List<String> OVER_AMQP = Stream
            .of(CONNECTIONS, List.of("Renewal", "Multiplexing"), BEHAVIOURS).flatMap(List::stream).toList();
    /** Other classes here run these, and the behaviours, over MQTT and MQTT over WebSocket. */
    private static final List<String> MORE = List.of("Credentials", "Modules", "DeviceBoundAway", "DeviceBoundProperties",
            "MethodFailures", "MethodWaiting", "MethodModules", "TwinService", "TwinModules", "TwinsAway", "AllAtOnce");

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    static Stream<Arguments> some() {
        return TRANSPORTS.stream()
                .flatMap(transport -> over(transport, transport.startsWith(AMQPS) ? OVER_AMQP : CONNECTIONS));
    }

    static Stream<Arguments> all() {
        return TRANSPORTS.stream().flatMap(transport -> Stream.concat(over(transport, BEHAVIOURS), over(transport, MORE)));
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
    @MethodSource("transports")
    void deviceWithACertificateThumbprintSends(String transport) {
        run(transport, "CertificateThumbprint", SelfSigned.environment());
    }

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
