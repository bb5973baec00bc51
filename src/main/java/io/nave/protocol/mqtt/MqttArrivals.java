package io.nave.protocol.mqtt;

import org.jspecify.annotations.Nullable;

import io.vertx.mqtt.MqttEndpoint;

/**
 * Brings a CONNECT, which a gate announces and vertx-mqtt then passes on, together with its gate. Confined to one event loop.
 */
final class MqttArrivals {

    private final MqttConnect connect;
    private @Nullable MqttGate arriving;

    MqttArrivals(MqttConnect connect) {
        this.connect = connect;
    }

    /** The next CONNECT comes through this gate. */
    void announce(MqttGate gate) {
        arriving = gate;
    }

    /** Is called while the gate passes the CONNECT on, so the gate is that of this endpoint. */
    void arrive(MqttEndpoint endpoint) {
        MqttGate gate = arriving;
        if (gate == null) {
            throw new IllegalStateException("A CONNECT came around its gate");
        }
        arriving = null;
        connect.arrive(endpoint, gate);
    }
}
