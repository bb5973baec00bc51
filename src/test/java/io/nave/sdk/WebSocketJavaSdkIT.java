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
 * The published Java libraries over WebSockets, devices by MQTT and back ends by AMQP with its absolute-form request targets:
 * what they do over the ports of MQTT and AMQP, they do on 443 as well (device-protocols §1.12, service-protocols §6.7).
 */
class WebSocketJavaSdkIT {

    private static HubProcess hub;
    private static JavaSdk java;

    @BeforeAll
    static void start() {
        hub = WebSocketHub.start();
        java = JavaSdk.prepare(hub);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static void run(String program, Map<String, String> more) {
        java.run(program, WebSocketHub.transports("MQTT_WS", more));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Telemetry", "Credentials", "Modules", "Twins", "TwinModules", "DeviceBoundProperties",
            "Methods", "Commands", "Epochs" })
    void whatWorksOverPortsWorksOverWebSockets(String program) {
        run(program, Map.of());
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = { "TwinsAway", "DeviceBound", "DeviceBoundAway", "MethodModules", "AllAtOnce", "Positions" })
    void whatTakesItsTimeWorksOverWebSocketsToo(String program) {
        run(program, Map.of());
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        run("CertificateThumbprint", SelfSigned.environment());
    }

    @Test
    void deviceWithACertificateOfARegisteredAuthoritySends() {
        run("CertificateAuthority", RegisteredAuthority.at(hub).environment("java-ws-ca-" + System.nanoTime()));
    }
}
