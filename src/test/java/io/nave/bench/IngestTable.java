package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rows as text with columns, readable on a terminal and as Markdown. */
final class IngestTable {

    private static final List<String> HEAD = List.of("server", "protocol", "transport", "connections × window", "messages/s",
            "CPU µs/message", "of it server", "PostgreSQL", "Redis", "acknowledgement ms p50", "p99", "p99.9",
            "memory MB server",
            "stores", "generator µs/message", "other CPUs busy", "acknowledged = stored");

    private IngestTable() {
    }

    static String of(List<IngestRow> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(cells(row)));
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < HEAD.size(); column++) {
            int c = column;
            widths.add(lines.stream().mapToInt(line -> line.get(c).length()).max().orElseThrow());
        }
        List<String> text = new ArrayList<>(lines.stream().map(line -> padded(line, widths)).toList());
        text.add(1, widths.stream().map("-"::repeat).collect(Collectors.joining("-|-", "|-", "-|")));
        return String.join("\n", text) + "\n";
    }

    private static String padded(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < cells.size(); column++) {
            String blanks = " ".repeat(widths.get(column) - cells.get(column).length());
            line.append(' ').append(column < 3 ? cells.get(column) + blanks : blanks + cells.get(column)).append(" |");
        }
        return line.toString();
    }

    private static List<String> cells(IngestRow row) {
        boolean hub = row.run().residentBytes().containsKey(HubTarget.PART);
        String server = hub ? HubTarget.PART : MosquittoTarget.PART;
        LoadResult.Latency latency = row.result().latency();
        return List.of(row.server(), row.protocol().name(), row.transport().label(),
                row.load().connections() + " × " + row.load().window(),
                thousands(row.result().perSecond()), micros(row.serverMicrosPerMessage()), micros(row.microsPerMessage(server)),
                hub ? micros(row.microsPerMessage(HubTarget.POSTGRES)) : "–",
                hub ? micros(row.microsPerMessage(HubTarget.REDIS)) : "–", millis(latency.p50()), millis(latency.p99()),
                millis(latency.p999()), thousands(row.residentMegabytes(server)),
                hub ? thousands(row.residentMegabytes(HubTarget.POSTGRES) + row.residentMegabytes(HubTarget.REDIS)) : "–",
                micros(row.microsPerMessage(GeneratorProcess.PART)), micros(row.otherCpus()), verdict(row));
    }

    /** One line for somebody who waits. */
    static String brief(IngestRow row) {
        return String.format(Locale.ROOT,
                "  %-30s %s %-8s %5d connections: %9s messages/s, %6s µs CPU per message, acknowledged p99 %s ms%s",
                row.server(), row.protocol(), row.transport().label(), row.load().connections(),
                thousands(row.result().perSecond()),
                micros(row.serverMicrosPerMessage()), millis(row.result().latency().p99()),
                row.trustworthy() ? "" : "  ← " + verdict(row));
    }

    static String verdict(IngestRow row) {
        LoadResult result = row.result();
        if (row.trustworthy()) {
            return row.stored().isPresent() ? "yes, " + thousands(result.acknowledged()) : "stores nothing";
        }
        return "NO: published " + result.published() + ", acknowledged " + result.acknowledged() + ", stored "
                + (row.stored().isPresent() ? row.stored().getAsLong() : "nothing");
    }

    private static String thousands(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    static String micros(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1000.0);
    }
}
