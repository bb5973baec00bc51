package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line of the table: messages or calls to devices in one loop, what they cost, and what was wrong. */
record ToDeviceRow(String what, Orders orders, GeneratorProcess.Run run, List<String> wrongs) {

    private static final double ON_TIME = 0.98;

    ToDeviceRow {
        wrongs = List.copyOf(wrongs);
    }

    /** What the generator and the look at the queues afterwards have found wrong, and what the numbers themselves say. */
    static ToDeviceRow of(String what, Orders orders, GeneratorProcess.Run run, List<String> queues) {
        LoadResult result = run.result();
        List<String> wrongs = new ArrayList<>(run.wrongs());
        wrongs.addAll(queues);
        if (result.measured() == 0) {
            wrongs.add("nothing arrived within the measured time");
        }
        if (result.published() != result.acknowledged()) {
            wrongs.add("of " + result.published() + " sent " + result.acknowledged() + " were answered with success");
        }
        if (result.acknowledged() != result.seen().notified()) {
            wrongs.add("of " + result.acknowledged() + " answered " + result.seen().notified() + " came to their devices");
        }
        if (orders.work().kind() == Orders.Kind.DEVICE_BOUND
                && result.seen().receipts().completed() != result.seen().notified()) {
            wrongs.add("of " + result.seen().notified() + " that came " + result.seen().receipts().completed()
                    + " were acknowledged by their devices");
        }
        return new ToDeviceRow(what, orders, run, wrongs);
    }

    LoadResult result() {
        return run.result();
    }

    /** CPU time of a part, in microseconds for each message or call within the measured time. */
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
        return orders.work().rate() > 0 && result().perSecond() < ON_TIME * orders.work().rate();
    }

    /** How many can be under way at once. */
    String atOnce() {
        if (orders.work().rate() > 0) {
            return "by the clock";
        }
        return orders.work().kind() == Orders.Kind.METHOD ? orders.work().backEnds().connections() + " × 1"
                : orders.load().connections() + " × " + orders.load().window();
    }

    /** What became of all messages of the run. */
    String account() {
        LoadResult.Seen seen = result().seen();
        return String.format(Locale.ROOT,
                "sent %,d, accepted %,d, received %,d, acknowledged by devices %,d, lost %,d, doubled %,d, out of order %,d",
                result().published(), result().acknowledged(), seen.notified(), seen.receipts().completed(),
                Math.max(0, result().acknowledged() - seen.notified()), seen.receipts().doubled(),
                seen.receipts().disordered());
    }
}
