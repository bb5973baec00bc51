package io.nave;

import java.time.Duration;

import io.nave.hub.scheduled.ScheduledJobLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much scheduled jobs may do at a time, and how long they are remembered. */
@ConfigMapping(prefix = "nave.scheduled-jobs")
interface ScheduledJobsConfig {

    /** Jobs under way, or waiting for room, at a time: 1 to 1000. The next one is refused. */
    @WithDefault("10")
    int maxConcurrent();

    /** Devices that each replica does in a second, of all jobs: 1 to 100000. */
    @WithDefault("100")
    int devicesPerSecond();

    /** Devices that each replica calls at a time: 1 to 10000. */
    @WithDefault("100")
    int callsAtOnce();

    /** How often a device is called or sent to when a replica dies meanwhile or something of the hub is away: 1 to 100. */
    @WithDefault("3")
    int maxTries();

    /** How long a job is remembered after its end; its id is taken until then. */
    @WithDefault("30d")
    Duration kept();

    /** As the hub takes it; fails when a value is not allowed. */
    default ScheduledJobLimits limits() {
        return new ScheduledJobLimits(maxConcurrent(), devicesPerSecond(), callsAtOnce(), maxTries(), kept());
    }
}
