package io.nave.sdk;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hubprocess.HubProcess;

/**
 * The published Node packages over WebSockets, devices by MQTT and back ends by AMQP: what they do over the ports of MQTT and
 * AMQP, they do on 443 as well (device-protocols §1.12, service-protocols §6.7).
 */
class WebSocketNodeSdkIT {

    private static HubProcess hub;
    private static NodeSdk node;

    @BeforeAll
    static void start() {
        hub = WebSocketHub.start();
        node = NodeSdk.prepare(hub);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static void run(String script, Map<String, String> more) {
        node.run(script, WebSocketHub.transports("MqttWs", more));
    }

    @ParameterizedTest
    @ValueSource(strings = { "telemetry.js", "credentials.js", "wrong-key.js", "modules.js", "twins.js", "twins-away.js",
            "twin-modules.js", "device-bound.js", "methods.js",
            "method-modules.js", "commands.js", "all-at-once.js", "management.js", "positions.js",
            "epochs.js" })
    void whatWorksOverPortsWorksOverWebSockets(String script) {
        run(script, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = { "device-bound-properties.js", "device-bound-away.js", "device-bound-raw.js" })
    void whatTakesItsTimeWorksOverWebSocketsToo(String script) {
        run(script, Map.of());
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        run("x509.js", SelfSigned.environment());
    }

    @Test
    void deviceWithACertificateOfARegisteredAuthoritySends() {
        run("x509-ca.js", RegisteredAuthority.at(hub).environment("node-ws-ca-" + System.nanoTime()));
    }
}
