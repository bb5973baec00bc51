package io.nave.bench;

import java.time.Duration;
import java.util.Collection;

/** What an earlier run has left to do, such as a checkpoint, must not be charged to the next one. */
final class Calm {

    private static final double CALM_CPUS = 0.1;
    private static final int LOOK_MILLIS = 500;

    private Calm() {
    }

    /** Returns when the servers do next to nothing, or when it takes too long. */
    static void await(Collection<? extends Target> targets, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        double cpus = 1;
        while (cpus > CALM_CPUS && System.nanoTime() < deadline) {
            long before = nanos(targets);
            long begin = System.nanoTime();
            Pause.millis(LOOK_MILLIS);
            cpus = (double) (nanos(targets) - before) / (System.nanoTime() - begin);
        }
    }

    private static long nanos(Collection<? extends Target> targets) {
        return targets.stream().flatMap(target -> target.pids().values().stream()).mapToLong(ProcessTimes::cpuNanos).sum();
    }
}
