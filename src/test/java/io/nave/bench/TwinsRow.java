package io.nave.bench;

import java.util.ArrayList;
import java.util.List;

/** One line of the table: one operation on twins, what it cost, and what was wrong with it. */
record TwinsRow(String what, Orders.Load load, Orders.Work work, GeneratorProcess.Run run, List<String> wrongs) {

    private static final double ON_TIME = 0.98;

    TwinsRow {
        wrongs = List.copyOf(wrongs);
    }

    /** What the generator and the look at the twins afterwards have found wrong, and what the numbers themselves say. */
    static TwinsRow of(String what, Orders.Load load, Orders.Work work, GeneratorProcess.Run run, List<String> versions) {
        LoadResult result = run.result();
        List<String> wrongs = new ArrayList<>(run.wrongs());
        wrongs.addAll(versions);
        if (result.measured() == 0) {
            wrongs.add("nothing was acknowledged within the measured time");
        }
        if (result.published() != result.acknowledged()) {
            wrongs.add("of " + result.published() + " requests " + result.acknowledged() + " were answered with success");
        }
        if (work.kind() == Orders.Kind.REST_PATCH && result.seen().notified() != result.acknowledged()) {
            wrongs.add("of " + result.acknowledged() + " patches devices were notified of " + result.seen().notified());
        }
        return new TwinsRow(what, load, work, run, wrongs);
    }

    LoadResult result() {
        return run.result();
    }

    /** CPU time of a part, in microseconds for each operation within the measured time. */
    double micros(String part) {
        return run.cpu().nanos(part) / 1000.0 / Math.max(1, result().measured());
    }

    /** CPUs that were busy with something that does not belong to the measurement. */
    double otherCpus() {
        return (double) run.cpu().otherNanos() / result().nanos();
    }

    boolean trustworthy() {
        return wrongs.isEmpty();
    }

    /** Whether the hub took less than the clock of an open loop asked for. */
    boolean behind() {
        return work.rate() > 0 && result().perSecond() < ON_TIME * work.rate();
    }

    /** How many requests can be under way at once. */
    String atOnce() {
        return switch (work.kind()) {
            case REST_READ, REST_PATCH -> Math.min(work.backEnds().connections(), load.connections()) + " × 1";
            case PUBLISH, NUMBERED, SEND, POST, REPORT, READ, DEVICE_BOUND, METHOD ->
                load.connections() + " × " + (work.rate() > 0 ? "by the clock" : load.window());
        };
    }
}
