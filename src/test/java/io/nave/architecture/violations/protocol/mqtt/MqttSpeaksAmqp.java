package io.nave.architecture.violations.protocol.mqtt;

import io.vertx.proton.ProtonServerOptions;

/** Planted: proton outside protocol.amqp. */
final class MqttSpeaksAmqp {
    private ProtonServerOptions options = new ProtonServerOptions();
}
