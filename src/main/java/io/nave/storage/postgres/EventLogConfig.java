package io.nave.storage.postgres;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the event log is divided, how long it keeps events, and how much it lets wait. */
@ConfigMapping(prefix = "nave.eventlog")
public interface EventLogConfig {

    /** How many partitions a new log gets, 1 to 32; later it must be the same. */
    @WithDefault("4")
    int partitions();

    /** How long events are kept at least. They are dropped a whole segment at a time. */
    @WithDefault("1d")
    Duration retention();

    /** How much time one table holds. A change counts for the segments made from then on. */
    @WithDefault("1h")
    Duration segment();

    /** How many bytes of messages may wait to be committed; above that, messages are refused as busy. */
    @WithDefault("64M")
    MemorySize waiting();

    /** How large a batch row grows before the next one is begun, and how much one read takes; one row is always taken. */
    @WithDefault("1M")
    MemorySize row();

    /** How much one flush takes; one row of each partition is always taken. */
    @WithDefault("8M")
    MemorySize flush();

    /** How many bytes of what was just committed for custom endpoints stay in memory for those that keep up. */
    @WithDefault("16M")
    MemorySize recent();

    /** How long messages wait for a database that does not answer before they are refused. */
    @WithDefault("10s")
    Duration patience();

    /** How often to look for events and retired segments that nobody told of. */
    @WithDefault("5s")
    Duration poll();
}
