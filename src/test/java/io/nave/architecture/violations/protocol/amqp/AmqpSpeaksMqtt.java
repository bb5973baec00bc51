package io.nave.architecture.violations.protocol.amqp;

import io.vertx.mqtt.MqttServerOptions;

/** Planted: vertx-mqtt outside protocol.mqtt. */
public final class AmqpSpeaksMqtt {
    private MqttServerOptions options = new MqttServerOptions();
}
