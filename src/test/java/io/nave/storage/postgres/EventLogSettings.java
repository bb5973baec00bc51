package io.nave.storage.postgres;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;

/** Settings for tests; only what differs from the defaults has to be said. */
record EventLogSettings(int partitions, Duration retention, Duration segment, Duration patience, Duration poll)
        implements
            EventLogConfig {

    static final EventLogSettings DEFAULTS = new EventLogSettings(4, Duration.ofDays(1), Duration.ofHours(1),
            Duration.ofSeconds(10), Duration.ofSeconds(5));

    EventLogSettings withPartitions(int other) {
        return new EventLogSettings(other, retention, segment, patience, poll);
    }

    EventLogSettings withSegments(Duration ofLength, Duration kept) {
        return new EventLogSettings(partitions, kept, ofLength, patience, poll);
    }

    EventLogSettings withPatience(Duration other) {
        return new EventLogSettings(partitions, retention, segment, other, poll);
    }

    EventLogSettings withPoll(Duration other) {
        return new EventLogSettings(partitions, retention, segment, patience, other);
    }

    @Override
    public MemorySize waiting() {
        return size("64M");
    }

    @Override
    public MemorySize row() {
        return size("1M");
    }

    @Override
    public MemorySize flush() {
        return size("8M");
    }

    @Override
    public MemorySize recent() {
        return size("16M");
    }

    private static MemorySize size(String text) {
        return new MemorySizeConverter().convert(text);
    }
}
