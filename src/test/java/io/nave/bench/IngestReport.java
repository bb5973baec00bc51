package io.nave.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The figures of one run with what one must know to read them. */
record IngestReport(Machine machine, IngestOptions options, List<IngestRow> rows) {

    private static final String READING = """
            How to read it: MQTT with QoS 1, AMQP with unsettled transfers of one message each, HTTPS with one request at a time on connections
            that are kept, each with the token of a policy, and a closed loop. Every connection keeps a fixed number of messages in flight
            (window) and sends the next one when an acknowledgement arrives (PUBACK, a disposition that says accepted, or status 204), so throughput is what the server takes, and the time to the acknowledgement is that under full load; a closed loop sends
            less while the server is slow, so it hides waiting that devices with a clock of their own would see. CPU time is what the operating
            system counted for the server processes (user and system) within the measured time. Everything shares the machine, the load generator
            included. "Other CPUs busy" is what the machine did besides: near 0, or the figures are not worth much. An acknowledgement of Nave
            means that the message is committed to the disk; Mosquitto acknowledges what it has received, and with nobody subscribed forgets it.
            Memory is resident, with shared pages counted once.
            """;

    private static final String BUSY = """

            THE MACHINE WAS BUSY WITH OTHER THINGS while this was measured (see "other CPUs busy"). Do not quote these figures.
            """;

    private static final double QUIET_CPUS = 0.2;

    /** Whether the hub has stored exactly what it has acknowledged, in every run. */
    boolean trustworthy() {
        return rows.stream().allMatch(IngestRow::trustworthy);
    }

    /** Whether the machine had next to nothing else to do; otherwise the figures say more about that than about the servers. */
    boolean quiet() {
        return rows.stream().allMatch(row -> row.otherCpus() <= QUIET_CPUS);
    }

    String text() {
        return "\n" + conditions() + "\n" + tables() + READING + (quiet() ? "" : BUSY);
    }

    private String tables() {
        String comparison = ProtocolComparison.of(rows);
        return IngestTable.of(rows) + "\n" + comparison + (comparison.isEmpty() ? "" : "\n");
    }

    private String conditions() {
        String engines = rows.stream().map(row -> row.result().tlsEngine()).filter(engine -> !engine.equals("none")).findFirst()
                .map(engine -> "; the generator's TLS engine: " + engine).orElse("");
        return "Machine: " + machine.processors() + "; " + machine.system() + ".\n" + "Versions: " + machine.versions() + ".\n"
                + "Load: " + options.payload() + " bytes, every body different; " + options.warmup().toSeconds()
                + " s to warm up, " + options.measured().toSeconds() + " s measured" + engines + ".\n";
    }

    /** Writes the page of the last honest run. */
    void write(Path page) {
        if (!quiet() || !trustworthy()) {
            throw new BenchFailure(
                    page + " is left as it is: it holds runs on a quiet machine in which everything acknowledged was stored.");
        }
        String command = "./nave bench ingest" + options.wires().words() + " --write";
        String text = "# What a message costs\n\nThe last run of `" + command + "`, " + machine.date()
                + ". Anybody can repeat it; only rows of one run compare.\n\n" + conditions().replace("\n", "  \n") + "\n"
                + tables() + READING;
        try {
            Files.createDirectories(page.getParent());
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new BenchFailure(page + " cannot be written", e);
        }
    }
}
