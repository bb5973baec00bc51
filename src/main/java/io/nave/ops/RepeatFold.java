package io.nave.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * Lets the first of many like log lines through and counts the rest, so that a fleet with a wrong key cannot fill a disk.
 * Within
 * a minute each cause has one line; how many were folded is said when the minute is over. Holds a bounded number of causes:
 * beyond it they share one. Safe for all threads.
 */
final class RepeatFold {

    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int MAX_CAUSES = 500;
    private static final String OTHERS = "other causes";

    private final Map<String, Fold> folds = new HashMap<>();
    private final LongSupplier nanoTime;

    RepeatFold(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a line of this cause is to be written; otherwise it is counted. */
    synchronized boolean admits(String cause) {
        String key = folds.size() < MAX_CAUSES || folds.containsKey(cause) ? cause : OTHERS;
        Fold fold = folds.get(key);
        if (fold == null) {
            folds.put(key, new Fold(nanoTime.getAsLong()));
            return true;
        }
        fold.folded++;
        return false;
    }

    /** Forgets the causes whose minute is over and tells those of which lines were folded, with their number. */
    void sweep(ObjLongConsumer<String> summary) {
        ended().forEach((cause, fold) -> summary.accept(cause, fold.folded));
    }

    private synchronized Map<String, Fold> ended() {
        long now = nanoTime.getAsLong();
        Map<String, Fold> ended = new HashMap<>(folds);
        ended.values().removeIf(fold -> now - fold.since < WINDOW);
        folds.keySet().removeAll(ended.keySet());
        ended.values().removeIf(fold -> fold.folded == 0);
        return ended;
    }

    /** A line that was written, and how many were not since then. */
    private static final class Fold {
        private final long since;
        private long folded;

        private Fold(long since) {
            this.since = since;
        }
    }
}
