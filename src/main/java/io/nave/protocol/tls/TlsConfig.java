package io.nave.protocol.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The server certificate of all listeners. */
@ConfigMapping(prefix = "nave.tls")
public interface TlsConfig {

    /** PEM file with the server certificate, then its chain. */
    @WithDefault("data/tls/server.pem")
    String certificate();

    /** PEM file with the PKCS#8 key. */
    @WithDefault("data/tls/server.key")
    String key();

    /** The TLS engine: {@code auto} takes the native one where it loads, {@code jdk} never does. */
    @WithDefault("auto")
    Engine engine();

    /** A TLS engine. */
    enum Engine {
        AUTO,
        JDK
    }
}
