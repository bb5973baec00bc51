package io.nave;

import java.time.Duration;

import io.nave.routing.forwarding.ForwardingLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How messages are carried to endpoints of the owner's own. */
@ConfigMapping(prefix = "nave.routing")
interface RoutingConfig {

    /** How long a replica holds a partition of an endpoint without a sign of life; 3 s to 5 min. */
    @WithDefault("15s")
    Duration lease();

    /** How many messages are sent at once, at most; 1 to 10,000. */
    @WithDefault("500")
    int batch();

    /** After how long without success an endpoint is dead: what is for it goes to its dead letters. */
    @WithDefault("24h")
    Duration deadAfter();

    /** How often a dead endpoint is tried. */
    @WithDefault("1m")
    Duration revivePeriod();

    /** How long to wait after a failure. Twice as long after each that follows. */
    @WithDefault("1s")
    Duration shortestPause();

    /** The longest that is waited after a failure. */
    @WithDefault("30s")
    Duration longestPause();

    /** How many times as fast as they came messages go that waited longer than five seconds; 1.1 or more. */
    @WithDefault("1.5")
    double catchUpSpeed();

    /** How many of them go to one endpoint from one replica in a second in any case, however slowly they came. */
    @WithDefault("1000")
    int catchUpPerSecond();

    /** How many dead letters of an endpoint are kept; the oldest beyond are forgotten. */
    @WithDefault("100000")
    int deadLetters();

    /** As the forwarders take it; fails when a value is not allowed. */
    default ForwardingLimits limits() {
        return new ForwardingLimits(lease(), batch(), deadAfter(), revivePeriod(), shortestPause(), longestPause(),
                catchUpSpeed(), catchUpPerSecond(), deadLetters());
    }
}
