package io.nave;

import jakarta.inject.Singleton;

import io.nave.protocol.amqp.AmqpListener;
import io.nave.protocol.mqtt.MqttListener;
import io.smallrye.mutiny.Uni;

/**
 * The listeners of devices and back ends as one: back ends are there before the first message arrives, and stay until the last.
 */
@Singleton
final class HubListeners {

    private final MqttListener mqtt;
    private final AmqpListener amqp;

    HubListeners(MqttListener mqtt, AmqpListener amqp) {
        this.mqtt = mqtt;
        this.amqp = amqp;
    }

    Uni<Void> open() {
        return amqp.open().chain(mqtt::open);
    }

    Uni<Void> close() {
        return mqtt.close().chain(amqp::close);
    }
}
