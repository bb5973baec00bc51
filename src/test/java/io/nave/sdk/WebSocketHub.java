package io.nave.sdk;

import java.util.HashMap;
import java.util.Map;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** A hub as it looks through a firewall that lets only 443 through: the ports of MQTT and AMQP are closed. */
final class WebSocketHub {

    private static final Map<String, String> SETTINGS = Map.of("NAVE_MQTT_PORT", "0", "NAVE_AMQP_PORT", "0",
            "NAVE_DEVICE_BOUND_FEEDBACK_FLUSH_AFTER", "1s");

    private WebSocketHub() {
    }

    static HubProcess start() {
        return HubProcess.start(SharedHub.newDirectory(), SETTINGS);
    }

    /** What programs take, and what more there is; {@code device} is MQTT over WebSocket in the words of their SDK. */
    static Map<String, String> transports(String device, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DEVICE_TRANSPORT", device);
        environment.put("SERVICE_TRANSPORT", "amqp-ws");
        return environment;
    }
}
