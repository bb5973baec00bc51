package io.nave.architecture.violations.protocol.mqtt;

import io.nave.architecture.violations.protocol.amqp.AmqpSpeaksMqtt;

/** Planted: protocols do not know each other. */
final class MqttKnowsAmqp {
    private AmqpSpeaksMqtt other = new AmqpSpeaksMqtt();
}
