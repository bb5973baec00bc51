package io.nave.protocol.mqtt;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where devices connect over MQTT, and how much one of them may have under way. */
@ConfigMapping(prefix = "nave.mqtt")
public interface MqttConfig {

    /** The address to listen on. */
    @WithDefault("${nave.bind-address:0.0.0.0}")
    String bindAddress();

    /** The port for MQTT in TLS; 0 is none. Several SDKs have 8883 built in. */
    @WithDefault("8883")
    int port();

    /** A port without TLS, on loopback only; 0 is none. */
    @WithDefault("0")
    int plainPort();

    /** How soon after the TLS handshake the CONNECT packet must arrive, and be answered. */
    @WithDefault("30s")
    Duration connectTimeout();

    /** How many messages of a connection may be unacknowledged before it is no longer read from. */
    @WithDefault("256")
    int maxInFlight();

    /** How many bytes of payload may be unacknowledged before a connection is no longer read from. */
    @WithDefault("1M")
    MemorySize maxInFlightBytes();
}
