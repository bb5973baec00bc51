package io.nave.protocol.amqp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where AMQP is spoken. */
@ConfigMapping(prefix = "nave.amqp")
public interface AmqpConfig {

    /** The port with TLS; Event Hubs clients and the service SDKs know no other than 5671. 0 leaves it closed. */
    @WithDefault("5671")
    int port();

    /**
     * A port without TLS, on loopback only, for clients whose connection string says {@code UseDevelopmentEmulator=true} (they
     * look for 5672). 0 leaves it closed.
     */
    @WithDefault("0")
    int plainPort();

    /** The address that the port with TLS listens on. */
    @WithDefault("${nave.bind-address:0.0.0.0}")
    String bindAddress();
}
