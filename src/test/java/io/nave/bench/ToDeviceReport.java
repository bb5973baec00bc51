package io.nave.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What was measured of device-bound messages or of methods, with what one must know to read it. */
record ToDeviceReport(Machine machine, Orders.Kind kind, ToDeviceOptions options, List<ToDeviceRow> rows) {

    private static final double QUIET_CPUS = 0.2;

    private static final String HEAD = """
            | load | at once | per second | hub µs | PostgreSQL µs | Redis µs | answer ms p50 | p99 | max | device ms p50 | p99 | max | generator µs | other CPUs busy | right |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final String READING = """
            How to read it: "answer" is the time until the back end has the hub's answer (a message is accepted, a call has its result), "device" the
            time until the device has the message or call; both count from when it was sent, and "by the clock" from when it was due, also
            where it had to wait because the hub hesitated. "At once" is what is under way at most; in a closed loop the times are those under full
            load. µs are CPU time (user and system) of the processes for each within the measured time; all replicas of the hub count as
            the hub. Everything shares the machine, the load generator included. "Other CPUs busy" is what the machine did besides: near 0, or the
            figures are not worth much. "Right" means: every message came once, in order, and was acknowledged, and no queue had anything left; every
            call was answered by what its device had said.
            """;

    private static final String BUSY = """

            THE MACHINE WAS BUSY WITH OTHER THINGS while this was measured (see "other CPUs busy"). Do not quote these figures.
            """;

    ToDeviceReport {
        rows = List.copyOf(rows);
    }

    /** Whether everything came and was answered as it must be. */
    boolean trustworthy() {
        return rows.stream().allMatch(ToDeviceRow::trustworthy);
    }

    boolean quiet() {
        return rows.stream().allMatch(row -> row.otherCpus() <= QUIET_CPUS);
    }

    String text() {
        return "\n" + conditions() + "\n" + table() + "\n" + READING + accounts() + wrongs() + (quiet() ? "" : BUSY);
    }

    private String conditions() {
        int replicas = options.backEnds().replicas();
        return "Machine: " + machine.processors() + "; " + machine.system() + ".\n" + "Versions: " + machine.versions() + ".\n"
                + "Load: " + options.devices() + " devices over MQTT, " + options.backEnds().connections()
                + (kind == Orders.Kind.METHOD ? " back ends over HTTPS"
                        : " back ends over AMQP, bodies of " + options.payload() + " bytes")
                + (replicas > 1 ? ", at another replica than the devices; " : "; ") + options.time().warmup().toSeconds()
                + " s to warm up, " + options.time().measured().toSeconds() + " s measured.\n";
    }

    private String table() {
        StringBuilder table = new StringBuilder(HEAD);
        rows.forEach(row -> table.append(line(row)));
        return table.toString();
    }

    private static String line(ToDeviceRow row) {
        return String.format(Locale.ROOT, "| %s | %s | %,.0f | %.1f | %.1f | %.1f | %s | %s | %.1f | %.2f | %s |%n", row.what(),
                row.atOnce(), row.result().perSecond(), row.micros(HubTarget.PART), row.micros(HubTarget.POSTGRES),
                row.micros(HubTarget.REDIS), millis(row.result().latency()), millis(row.result().seen().notices()),
                row.micros(GeneratorProcess.PART), row.otherCpus(), verdict(row));
    }

    private static String millis(LoadResult.Latency latency) {
        return String.format(Locale.ROOT, "%.2f | %.2f | %.2f", latency.p50() / 1e3, latency.p99() / 1e3, latency.max() / 1e3);
    }

    private static String verdict(ToDeviceRow row) {
        return row.trustworthy()
                ? String.format(Locale.ROOT, "yes, %,d%s", row.result().acknowledged(), row.behind() ? ", but too slow" : "")
                : "NO";
    }

    /** One line for somebody who waits. */
    static String brief(ToDeviceRow row) {
        return String.format(Locale.ROOT,
                "  %-28s %,8.0f per second, hub %.0f µs CPU, answer p99 %.2f ms, device p99 %.2f ms, right: %s", row.what(),
                row.result().perSecond(), row.micros(HubTarget.PART), row.result().latency().p99() / 1e3,
                row.result().seen().notices().p99() / 1e3, verdict(row));
    }

    private String accounts() {
        StringBuilder text = new StringBuilder();
        if (kind == Orders.Kind.DEVICE_BOUND) {
            rows.forEach(row -> text.append("\n").append(row.what()).append(": ").append(row.account()).append(".\n"));
        }
        return text.toString();
    }

    private String wrongs() {
        StringBuilder text = new StringBuilder();
        for (ToDeviceRow row : rows) {
            row.wrongs().forEach(wrong -> text.append("\nWRONG, ").append(row.what()).append(": ").append(wrong).append('\n'));
        }
        return text.toString();
    }

    /** Writes the page of an honest run. */
    void write(Path page) {
        if (!quiet() || !trustworthy()) {
            throw new BenchFailure(
                    page + " is left as it is: it holds runs on a quiet machine in which everything was right.");
        }
        String command = kind == Orders.Kind.METHOD ? "methods" : "devicebound";
        String text = "The last run of `./nave bench " + command + "`, " + machine.date()
                + ". Anybody can repeat it; only rows of one run compare.\n\n" + conditions().replace("\n", "  \n") + "\n"
                + table() + "\n" + READING + accounts();
        try {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new BenchFailure(page + " cannot be written", e);
        }
    }
}
