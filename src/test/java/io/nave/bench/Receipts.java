package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * What of one load has come to one endpoint. A message may come again, but first each number of a device comes, in order and
 * without a gap. Safe for all threads.
 */
final class Receipts {

    private static final byte[] BODY = "\"body\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int WRONGS = 5;

    private final String endpoint;
    private final long begin;
    private final long[] next; // the number that comes next, by device
    private final Histogram latency = new Histogram(LONGEST_MICROS, 3);
    private final List<String> wrongs = new ArrayList<>();
    private long received;
    private long repeated;

    /** Of so many devices; what was sent before {@code begin} belongs to another load. */
    Receipts(String endpoint, int devices, long begin) {
        this.endpoint = endpoint;
        this.next = new long[devices];
        this.begin = begin;
    }

    /** Events as a webhook gets them, in JSON, came at this time. */
    synchronized void came(byte[] events, long now) {
        for (int at = afterBody(events, 0); at > 0; at = afterBody(events, at + NumberedBody.CHARACTERS)) {
            came(NumberedBody.parse(events, at), now);
        }
    }

    private static int afterBody(byte[] events, int from) {
        int last = events.length - BODY.length - NumberedBody.CHARACTERS;
        for (int at = from; at <= last; at++) {
            if (isBody(events, at)) {
                return at + BODY.length;
            }
        }
        return -1;
    }

    private static boolean isBody(byte[] events, int at) {
        for (int i = 0; i < BODY.length; i++) {
            if (events[at + i] != BODY[i]) {
                return false;
            }
        }
        return true;
    }

    /** A message came at this time. */
    synchronized void came(NumberedBody message, long now) {
        if (message.sentAt() - begin < 0) {
            return;
        }
        long awaited = next[message.device()];
        if (message.number() < awaited) {
            repeated++;
            return;
        }
        if (message.number() > awaited) {
            wrong(message.device(), "sent " + message.number() + " there before " + awaited);
        }
        next[message.device()] = message.number() + 1;
        received++;
        latency.recordValue(Math.clamp((now - message.sentAt()) / 1000, 0, LONGEST_MICROS));
    }

    private void wrong(int device, String what) {
        if (wrongs.size() < WRONGS) {
            wrongs.add(endpoint + ": device " + device + " " + what);
        }
    }

    /** How many different messages came. */
    synchronized long received() {
        return received;
    }

    /** How many came again. */
    synchronized long repeated() {
        return repeated;
    }

    /** Forgets the latencies so far. */
    synchronized void resetLatency() {
        latency.reset();
    }

    /** From when messages were sent or due to when they first came. */
    synchronized LoadResult.Latency latency() {
        return LoadResult.Latency.of(latency);
    }

    /** What is wrong already. */
    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    /** What is wrong, now that each device has had so many messages acknowledged and no more are to come. */
    synchronized List<String> wrongs(List<Long> acknowledged) {
        for (int device = 0; device < next.length; device++) {
            if (next[device] != acknowledged.get(device)) {
                wrong(device,
                        "had " + acknowledged.get(device) + " messages acknowledged, and up to " + next[device] + " came");
            }
        }
        return List.copyOf(wrongs);
    }
}
