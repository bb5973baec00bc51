package io.nave.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What was measured of twins, with what one must know to read it. */
record TwinsReport(Machine machine, TwinsOptions options, List<TwinsRow> rows) {

    private static final double QUIET_CPUS = 0.2;

    private static final String HEAD = """
            | operation | at once | per second | hub µs | PostgreSQL µs | Redis µs | p50 ms | p95 ms | p99 ms | p99.9 ms | generator µs | other CPUs busy | right |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private static final String READING = """
            How to read it: "at once" is connections × requests that each keeps under way; in a closed loop the next request is sent when an answer
            arrives, so the time to the answer is that under full load. "By the clock" is an open loop: requests are sent when they are due, and
            the time counts from then, also where one had to wait because the hub hesitated. µs are CPU time (user and system) of the processes
            per operation within the measured time. Everything shares the machine, the load generator included. "Other CPUs busy" is what
            the machine did besides: near 0, or the figures are not worth much. "Right" means: every request was answered with success,
            every answer and notification had the version that was next, and twins that were read afterwards have the version of their last
            acknowledged patch.
            """;

    private static final String BUSY = """

            THE MACHINE WAS BUSY WITH OTHER THINGS while this was measured (see "other CPUs busy"). Do not quote these figures.
            """;

    TwinsReport {
        rows = List.copyOf(rows);
    }

    /** Whether every answer, notification and version was as it must be. */
    boolean trustworthy() {
        return rows.stream().allMatch(TwinsRow::trustworthy);
    }

    boolean quiet() {
        return rows.stream().allMatch(row -> row.otherCpus() <= QUIET_CPUS);
    }

    String text() {
        return "\n" + conditions() + "\n" + table() + "\n" + READING + wrongs() + (quiet() ? "" : BUSY);
    }

    private String conditions() {
        return "Machine: " + machine.processors() + "; " + machine.system() + ".\n" + "Versions: " + machine.versions() + ".\n"
                + "Load: " + options.devices() + " devices, patches of about 100 bytes; " + options.time().warmup().toSeconds()
                + " s to warm up, " + options.time().measured().toSeconds() + " s measured.\n";
    }

    private String table() {
        StringBuilder table = new StringBuilder(HEAD);
        for (TwinsRow row : rows) {
            table.append(line(row));
            if (row.work().kind() == Orders.Kind.REST_PATCH) {
                table.append(notices(row.result().seen()));
            }
        }
        return table.toString();
    }

    private static String line(TwinsRow row) {
        return String.format(Locale.ROOT, "| %s | %s | %,.0f | %.1f | %.1f | %.1f | %s | %.1f | %.2f | %s |%n", row.what(),
                row.atOnce(), row.result().perSecond(), row.micros(HubTarget.PART), row.micros(HubTarget.POSTGRES),
                row.micros(HubTarget.REDIS), millis(row.result().latency()), row.micros(GeneratorProcess.PART),
                row.otherCpus(), verdict(row));
    }

    private static String notices(LoadResult.Seen seen) {
        return String.format(Locale.ROOT, "| … until the device is notified | | | | | | %s | | | %,d notified |%n",
                millis(seen.notices()), seen.notified());
    }

    private static String millis(LoadResult.Latency latency) {
        return String.format(Locale.ROOT, "%.2f | %.2f | %.2f | %.2f", latency.p50() / 1e3, latency.p95() / 1e3,
                latency.p99() / 1e3, latency.p999() / 1e3);
    }

    private static String verdict(TwinsRow row) {
        return row.trustworthy()
                ? String.format(Locale.ROOT, "yes, %,d%s", row.result().acknowledged(), row.behind() ? ", but too slow" : "")
                : "NO";
    }

    /** One line for somebody who waits. */
    static String brief(TwinsRow row) {
        return String.format(Locale.ROOT, "  %-44s %,8.0f per second, hub %.0f µs CPU, p50 %.2f ms, p99 %.2f ms, right: %s",
                row.what(), row.result().perSecond(), row.micros(HubTarget.PART), row.result().latency().p50() / 1e3,
                row.result().latency().p99() / 1e3, verdict(row));
    }

    private String wrongs() {
        StringBuilder text = new StringBuilder();
        for (TwinsRow row : rows) {
            row.wrongs().forEach(wrong -> text.append("\nWRONG, ").append(row.what()).append(": ").append(wrong).append('\n'));
        }
        return text.toString();
    }

    /** Writes the page of an honest run. */
    void write(Path page) {
        if (!quiet() || !trustworthy()) {
            throw new BenchFailure(
                    page + " is left as it is: it holds runs on a quiet machine in which every answer was right.");
        }
        String text = "# What twins cost\n\nThe last run of `./nave bench twins`, " + machine.date()
                + ". Anybody can repeat it; only rows of one run compare.\n\n" + conditions().replace("\n", "  \n") + "\n"
                + table()
                + "\n" + READING;
        try {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new BenchFailure(page + " cannot be written", e);
        }
    }
}
