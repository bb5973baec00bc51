package io.nave.hub.guessing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * Who has lately shown the right credentials, and from where. Only right credentials make entries, so nobody who guesses can
 * push them out; beyond the bound the one that is longest ago goes. Safe for all threads.
 */
public final class RecentSuccesses {

    private static final Duration LATELY = Duration.ofHours(24);
    /** Devices outnumber those who guess. */
    private static final int PER_REMEMBERED = 5;

    private final int most;
    private final LinkedHashMap<String, Instant> successes = new LinkedHashMap<>();

    public RecentSuccesses(GuessLimits limits) {
        this.most = limits.remembered() * PER_REMEMBERED;
    }

    /** Notes a success. */
    public synchronized void add(String who, Instant now) {
        successes.putLast(who, now);
        if (successes.size() > most) {
            successes.pollFirstEntry();
        }
    }

    /** Whether there was one within the last day. */
    public synchronized boolean contains(String who, Instant now) {
        Instant last = successes.get(who);
        return last != null && last.plus(LATELY).isAfter(now);
    }
}
