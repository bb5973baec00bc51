package io.nave;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.access.GivenPolicyKeys;
import io.nave.hub.access.GivenPolicyKeys.Keys;
import io.nave.hub.guessing.GuessLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Keys of the shared access policies that are given from outside instead of being generated at the first start, and how
 * guessing of credentials is slowed down.
 */
@ConfigMapping(prefix = "nave.access")
interface AccessConfig {

    /** By the policy's name: iothubowner, service, device, registryRead or registryReadWrite. */
    Map<String, PolicyKeys> policies();

    /** The keys of one policy, base64 of 16 to 64 bytes. */
    interface PolicyKeys {

        /** The primary key. */
        Optional<String> primaryKey();

        /** The secondary key. */
        Optional<String> secondaryKey();
    }

    /** How guessing is slowed down. */
    Guard guard();

    /** Of each device, policy and address some failures a minute are free; then answers come later and later. */
    interface Guard {

        /** Whether anything is slowed down at all. */
        @WithDefault("true")
        boolean enabled();

        /** Failures that are answered at once, of each device or policy and of each address: 1 to 10000. */
        @WithDefault("5")
        int freePerMinute();

        /** How late the first failure beyond those is answered; each further one twice as late. */
        @WithDefault("250ms")
        Duration firstDelay();

        /** No answer is later than this; at most 30 s. */
        @WithDefault("5s")
        Duration maxDelay();

        /** Attempts under way of one address that is being slowed down; the others are refused unseen. */
        @WithDefault("64")
        int maxWaiting();

        /** How many addresses, and how many devices and policies, are remembered: 1000 to 10000000. */
        @WithDefault("20000")
        int remembered();

        /** As the hub takes it; fails when a value is not allowed. */
        default GuessLimits limits() {
            return new GuessLimits(enabled(), freePerMinute(), firstDelay(), maxDelay(), maxWaiting(), remembered());
        }
    }

    /** As the hub takes it; fails when a name or a key is not allowed. */
    default GivenPolicyKeys given() {
        Map<String, Keys> keys = new HashMap<>();
        policies().forEach((name, given) -> keys.put(name, new Keys(given.primaryKey(), given.secondaryKey())));
        return new GivenPolicyKeys(keys);
    }
}
