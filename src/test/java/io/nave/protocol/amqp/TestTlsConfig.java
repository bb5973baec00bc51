package io.nave.protocol.amqp;

import io.nave.protocol.tls.TlsConfig;

/** Certificate files for a test. */
record TestTlsConfig(String certificate, String key) implements TlsConfig {

    @Override
    public Engine engine() {
        return Engine.AUTO;
    }
}
