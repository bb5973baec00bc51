package io.nave;

import io.nave.hub.methods.MethodLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many direct methods may be under way. */
@ConfigMapping(prefix = "nave.methods")
interface MethodsConfig {

    /** Methods under way on one connection of a device: 1 to 10000. The next caller is refused. */
    @WithDefault("50")
    int maxInFlight();

    /** Methods that callers of this replica wait for, whatever for: 1 to 1000000. The next one is refused. */
    @WithDefault("10000")
    int maxPending();

    /** As the hub takes it; fails when a value is not allowed. */
    default MethodLimits limits() {
        return new MethodLimits(maxInFlight(), maxPending());
    }
}
