package io.nave.sdk;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** The published Node device SDK behaves the same over each of its transports; over MQTT the other classes here have more. */
@ExtendWith(SharedHub.class)
class TransportNodeSdkIT {

    private static final List<String> TRANSPORTS = List.of("Amqp");
    private static final List<String> SCRIPTS = List.of("telemetry.js", "credentials.js", "modules.js", "device-bound.js",
            "device-bound-properties.js", "methods.js", "method-failures.js", "method-modules.js", "twins.js",
            "twin-modules.js");

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    static Stream<Arguments> scripts() {
        return TRANSPORTS.stream().flatMap(TransportNodeSdkIT::scriptsOver);
    }

    private static Stream<Arguments> scriptsOver(String transport) {
        return SCRIPTS.stream().map(script -> Arguments.of(transport, script));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void deviceBehavesTheSameOverEveryTransport(String transport, String script) {
        node.run(script, Map.of("DEVICE_TRANSPORT", transport));
    }
}
