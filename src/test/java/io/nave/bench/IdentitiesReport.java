package io.nave.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.HdrHistogram.Histogram;

/** What was measured of the identity registry. */
record IdentitiesReport(Machine machine, List<Row> rows) {

    /** One kind of operation: how many, in what time, at what CPU time per process, and the times to the answer in µs. */
    record Row(String what, long operations, long nanos, Map<String, Long> cpuNanos, Histogram latency) {

        double perSecond() {
            return operations * 1e9 / nanos;
        }

        double micros(String part) {
            return cpuNanos.getOrDefault(part, 0L) / 1e3 / operations;
        }

        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1e3;
        }
    }

    String text() {
        StringBuilder text = new StringBuilder(machine.processors()).append(", ").append(machine.versions()).append("\n\n")
                .append("| operation | count | per second | hub µs | PostgreSQL µs | Redis µs | p50 ms | p95 ms | p99 ms |\n")
                .append("|---|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(
                    String.format(Locale.ROOT, "| %s | %,d | %,.0f | %.1f | %.1f | %.1f | %.2f | %.2f | %.2f |%n", row.what(),
                            row.operations(), row.perSecond(), row.micros(HubTarget.PART), row.micros(HubTarget.POSTGRES),
                            row.micros(HubTarget.REDIS), row.millis(50), row.millis(95), row.millis(99)));
        }
        return text.toString();
    }
}
