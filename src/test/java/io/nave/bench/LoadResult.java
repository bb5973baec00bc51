package io.nave.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.HdrHistogram.Histogram;

/**
 * What a load generator has seen: requests over the whole run, requests acknowledged within the measured time, how long that
 * was, and how long acknowledgements took within it.
 */
record LoadResult(long published, long acknowledged, long measured, long nanos, Latency latency, String tlsEngine,
        Seen seen) {

    /**
     * Time from handing a request to the socket, or from when it was due in an open loop, to its acknowledgement, in
     * microseconds.
     */
    record Latency(long p50, long p95, long p99, long p999, long max) {

        static final Latency NONE = new Latency(0, 0, 0, 0, 0);

        static Latency of(Histogram histogram) {
            return new Latency(histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(95),
                    histogram.getValueAtPercentile(99), histogram.getValueAtPercentile(99.9), histogram.getMaxValue());
        }

        private String words(String prefix) {
            return " " + prefix + "p50=" + p50 + " " + prefix + "p95=" + p95 + " " + prefix + "p99=" + p99 + " " + prefix
                    + "p999=" + p999 + " " + prefix + "max=" + max;
        }

        private static Latency parse(Map<String, String> values, String prefix) {
            return new Latency(number(values, prefix + "p50"), number(values, prefix + "p95"), number(values, prefix + "p99"),
                    number(values, prefix + "p999"), number(values, prefix + "max"));
        }
    }

    /**
     * What devices have seen that back ends or the hub do not see: what came over the whole run (notifications of patches,
     * device-bound messages, calls), the time from the request to its coming within the measured time, for each device how many
     * patches of its twin were acknowledged over the whole run, and what became of messages.
     */
    record Seen(long notified, Latency notices, List<Long> patches, Receipts receipts) {

        static final Seen NONE = new Seen(0, Latency.NONE, List.of(), Receipts.NONE);

        Seen {
            patches = List.copyOf(patches);
        }
    }

    /** Device-bound messages that devices have acknowledged, those of them that came again, and those that came late. */
    record Receipts(long completed, long doubled, long disordered) {

        static final Receipts NONE = new Receipts(0, 0, 0);

        Receipts plus(Receipts more) {
            return new Receipts(completed + more.completed, doubled + more.doubled, disordered + more.disordered);
        }
    }

    double perSecond() {
        return measured * 1e9 / nanos;
    }

    String line() {
        return "published=" + published + " acknowledged=" + acknowledged + " measured=" + measured + " nanos=" + nanos
                + latency.words("") + " tls=" + tlsEngine + " notified=" + seen.notified() + seen.notices().words("notice-")
                + " completed=" + seen.receipts().completed() + " doubled=" + seen.receipts().doubled() + " disordered="
                + seen.receipts().disordered() + " patches="
                + seen.patches().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static LoadResult parse(String line) {
        Map<String, String> values = new TreeMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        List<Long> patches = Arrays.stream(values.get("patches").split(",")).filter(word -> !word.isEmpty())
                .map(Long::valueOf).toList();
        return new LoadResult(number(values, "published"), number(values, "acknowledged"), number(values, "measured"),
                number(values, "nanos"), Latency.parse(values, ""), values.get("tls"),
                new Seen(number(values, "notified"), Latency.parse(values, "notice-"), patches, new Receipts(
                        number(values, "completed"), number(values, "doubled"), number(values, "disordered"))));
    }

    private static long number(Map<String, String> values, String key) {
        return Long.parseLong(values.get(key));
    }
}
