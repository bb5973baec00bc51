package io.nave.bench;

/** What devices publish over. */
enum Protocol {
    /** MQTT 3.1.1, QoS 1: answered by PUBACK. */
    MQTT,
    /** AMQP 1.0, unsettled: answered by a disposition. */
    AMQP,
    /** HTTPS, one request at a time on a connection that is kept: answered by status 204. */
    HTTPS;

    boolean runsOver(Transport transport) {
        return this != HTTPS || transport == Transport.TLS;
    }
}
