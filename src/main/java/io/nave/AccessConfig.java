package io.nave;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.access.GivenPolicyKeys;
import io.nave.hub.access.GivenPolicyKeys.Keys;
import io.smallrye.config.ConfigMapping;

/** Keys of the shared access policies that are given from outside instead of being generated at the first start. */
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

    /** As the hub takes it; fails when a name or a key is not allowed. */
    default GivenPolicyKeys given() {
        Map<String, Keys> keys = new HashMap<>();
        policies().forEach((name, given) -> keys.put(name, new Keys(given.primaryKey(), given.secondaryKey())));
        return new GivenPolicyKeys(keys);
    }
}
