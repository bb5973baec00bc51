package io.nave;

import java.time.Duration;

import io.nave.hub.configurations.ConfigurationPace;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How soon twins follow automatic configurations. */
@ConfigMapping(prefix = "nave.configurations")
interface ConfigurationsConfig {

    /** How often it is looked for twins that have changed; 100 ms to 1 min. */
    @WithDefault("1s")
    Duration poll();

    /** How often all twins are looked at, changed or not; 10 s to 1 day. */
    @WithDefault("5m")
    Duration pass();

    /** As the hub takes it; fails when a value is not allowed. */
    default ConfigurationPace pace() {
        return new ConfigurationPace(poll(), pass());
    }
}
