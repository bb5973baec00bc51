package io.nave.hub.configurations;

import java.time.Duration;

/** How often it is looked for twins that have changed, and how often all twins are looked at. */
public record ConfigurationPace(Duration poll, Duration pass) {

    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
    private static final Duration SHORTEST_PASS = Duration.ofSeconds(10);
    private static final Duration LONGEST_PASS = Duration.ofDays(1);

    public ConfigurationPace {
        if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
            throw new IllegalArgumentException("nave.configurations.poll is " + poll + "; 100 ms to 1 min are allowed");
        }
        if (pass.compareTo(SHORTEST_PASS) < 0 || pass.compareTo(LONGEST_PASS) > 0) {
            throw new IllegalArgumentException("nave.configurations.pass is " + pass + "; 10 s to 1 day are allowed");
        }
    }
}
