package io.nave.bench;

/** What MQTT and AMQP run over. */
enum Transport {
    PLAIN("plain"),
    TLS("TLS 1.3");

    private final String label;

    Transport(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
