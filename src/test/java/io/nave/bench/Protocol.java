package io.nave.bench;

/** What devices publish over. */
enum Protocol {
    /** MQTT 3.1.1, QoS 1: answered by PUBACK. */
    MQTT,
    /** AMQP 1.0, unsettled: answered by a disposition. */
    AMQP
}
