package io.nave;

import java.time.Duration;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the hub is called and where it listens. */
@ConfigMapping(prefix = "nave")
interface HubConfig {

    /** The host name in connection strings and tokens; the server certificate carries it. */
    @WithDefault("127.0.0.1")
    String hostName();

    /** Other host names that tokens may be made out to. */
    @WithDefault("localhost,127.0.0.1")
    Set<String> hostAliases();

    /** The Event Hubs-compatible name of the built-in endpoint ({@code EntityPath}). */
    @WithDefault("nave")
    String eventHubName();

    /** How often it is looked for notifications that a replica which died has left behind. */
    @WithDefault("5s")
    Duration notificationPoll();

    /** The address that all listeners take; each of them may be given another one. */
    @WithDefault("0.0.0.0")
    String bindAddress();

    /** How the hub weighs security against availability where it has to choose: {@code standard} or {@code strict}. */
    @WithDefault("standard")
    Security security();

    /** What applies where the hub is better than Azure IoT Hub by default: {@code standard}, or {@code strict}, as there. */
    @WithDefault("standard")
    Compatibility compatibility();

    /** Whose limits apply. */
    enum Compatibility {
        STANDARD,
        /** Those of Azure IoT Hub, for applications that rely on them. */
        STRICT
    }

    /** A level of security. */
    enum Security {
        STANDARD,
        /** What cannot be checked is refused. */
        STRICT
    }
}
