package io.nave.bench;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/**
 * What a load generator has seen: messages over the whole run, messages acknowledged within the measured time, how long that
 * was, and how
 * long acknowledgements took within it.
 */
record LoadResult(long published, long acknowledged, long measured, long nanos, Latency latency, String tlsEngine) {

    /** Time from handing a message to the socket to its PUBACK, in microseconds. */
    record Latency(long p50, long p99, long p999, long max) {

        static Latency of(Histogram histogram) {
            return new Latency(histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99),
                    histogram.getValueAtPercentile(99.9), histogram.getMaxValue());
        }
    }

    double perSecond() {
        return measured * 1e9 / nanos;
    }

    String line() {
        return "published=" + published + " acknowledged=" + acknowledged + " measured=" + measured + " nanos=" + nanos
                + " p50="
                + latency.p50() + " p99=" + latency.p99() + " p999=" + latency.p999() + " max=" + latency.max() + " tls="
                + tlsEngine;
    }

    static LoadResult parse(String line) {
        Map<String, String> values = new TreeMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new LoadResult(number(values, "published"), number(values, "acknowledged"), number(values, "measured"),
                number(values, "nanos"), new Latency(number(values, "p50"), number(values, "p99"), number(values, "p999"),
                        number(values, "max")),
                values.get("tls"));
    }

    private static long number(Map<String, String> values, String key) {
        return Long.parseLong(values.get(key));
    }
}
