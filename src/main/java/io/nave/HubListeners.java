package io.nave;

import jakarta.inject.Singleton;

import io.nave.protocol.amqp.AmqpListener;
import io.nave.protocol.mqtt.MqttListener;
import io.nave.protocol.websocket.WebSocketGate;
import io.smallrye.mutiny.Uni;

/**
 * The listeners of devices and back ends as one: back ends are there before the first message arrives, and stay until the last.
 */
@Singleton
final class HubListeners {

    private final MqttListener mqtt;
    private final AmqpListener amqp;
    private final WebSocketGate webSockets;

    HubListeners(MqttListener mqtt, AmqpListener amqp, WebSocketGate webSockets) {
        this.mqtt = mqtt;
        this.amqp = amqp;
        this.webSockets = webSockets;
    }

    Uni<Void> open() {
        return amqp.open().chain(mqtt::open).invoke(() -> webSockets.open(mqtt::accept, amqp::accept));
    }

    Uni<Void> close() {
        webSockets.close();
        return mqtt.close().chain(amqp::close);
    }
}
