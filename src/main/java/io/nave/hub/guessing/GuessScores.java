package io.nave.hub.guessing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * Counts failures per key: each adds one, and {@code freePerMinute} are forgiven every minute. Holds a bounded number of keys;
 * beyond it the one that was idle longest goes, except that keys that are slowed down get a second chance before it: who comes
 * from ever new addresses pushes out others like him and not the one who is being slowed down. Safe for all threads.
 */
public final class GuessScores {

    private static final int SECOND_CHANCES = 16;
    private static final double MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();

    private final GuessLimits limits;
    private final LinkedHashMap<String, Score> scores = new LinkedHashMap<>(16, 0.75f, true);

    public GuessScores(GuessLimits limits) {
        this.limits = limits;
    }

    /** Counts a failure and returns how late it is to be answered. */
    public synchronized Duration failed(String key, Instant now) {
        double failures = Math.min(failures(key, now) + 1, limits.mostFailures());
        boolean fresh = scores.put(key, new Score(failures, now)) == null;
        if (fresh && scores.size() > limits.remembered()) {
            evict(now);
        }
        return limits.delayOf(failures);
    }

    /** Whether the next failure would be answered late. */
    public synchronized boolean isSlowed(String key, Instant now) {
        return failures(key, now) + 1 > limits.freePerMinute();
    }

    private double failures(String key, Instant now) {
        Score score = scores.get(key);
        return score == null ? 0 : left(score, now);
    }

    private double left(Score score, Instant now) {
        double minutes = Math.max(0, Duration.between(score.at, now).toMillis()) / MILLIS_PER_MINUTE;
        return Math.max(0, score.failures - minutes * limits.freePerMinute());
    }

    private void evict(Instant now) {
        for (int chance = 0; chance < SECOND_CHANCES; chance++) {
            var eldest = scores.firstEntry();
            if (left(eldest.getValue(), now) + 1 <= limits.freePerMinute()) {
                break;
            }
            scores.putLast(eldest.getKey(), eldest.getValue());
        }
        scores.pollFirstEntry();
    }

    /** How many keys are remembered. */
    public synchronized int size() {
        return scores.size();
    }

    /** How many failures counted at a moment. */
    private record Score(double failures, Instant at) {
    }
}
