package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The last batches of the outbox as they were committed here or read a moment ago, so that forwarders that keep up ask the
 * database for nothing. Other replicas append too: what is handed out reaches from the number asked for to the newest that is
 * known, without a gap, or is as much as one read takes, or it is nothing. Bounded by bytes, the oldest of a partition leave
 * first. Safe for all threads.
 */
final class RecentBatches {

    private final List<Tail> tails;

    /** Keeps at most so many bytes of all partitions of the outbox together, and hands out about {@code enough} at once. */
    RecentBatches(int partitions, long maxBytes, long enough) {
        this.tails = IntStream.range(0, partitions).mapToObj(i -> new Tail(maxBytes / partitions, enough)).toList();
    }

    /** Keeps a copy of a row that was committed under this number and at this time; those of the log are not kept. */
    void keep(BatchRow row, long firstSequence, long enqueuedAt) {
        if (row.partition() >= PostgresOutbox.FIRST) {
            keep(row.partition(), List.of(row.stored(firstSequence, enqueuedAt)));
        }
    }

    /** Keeps batches of a partition, by its stored number. */
    void keep(int partition, Collection<BatchBody.Stored> batches) {
        tail(partition).keep(batches);
    }

    /** Those that hold this sequence number and all after it, or none. */
    List<BatchBody.Stored> from(int partition, long sequence) {
        return tail(partition).from(sequence);
    }

    private Tail tail(int partition) {
        return tails.get(partition - PostgresOutbox.FIRST);
    }

    private static final class Tail {

        private final long maxBytes;
        private final long enough;
        private final TreeMap<Long, BatchBody.Stored> byFirst = new TreeMap<>();
        private long bytes;

        Tail(long maxBytes, long enough) {
            this.maxBytes = maxBytes;
            this.enough = enough;
        }

        synchronized void keep(Collection<BatchBody.Stored> batches) {
            batches.forEach(this::keep);
            while (bytes > maxBytes) {
                bytes -= byFirst.pollFirstEntry().getValue().length();
            }
        }

        /** What is older than all that is kept was left out before. */
        private void keep(BatchBody.Stored batch) {
            Map.Entry<Long, BatchBody.Stored> before = byFirst.floorEntry(batch.first());
            if (before != null && before.getValue().contradicts(batch)) {
                byFirst.clear(); // the database lost what it had said was committed
                bytes = 0;
            }
            if ((byFirst.isEmpty() || before != null) && byFirst.putIfAbsent(batch.first(), batch) == null) {
                bytes += batch.length();
            }
        }

        synchronized List<BatchBody.Stored> from(long sequence) {
            Map.Entry<Long, BatchBody.Stored> start = byFirst.floorEntry(sequence);
            return start == null ? List.of() : run(byFirst.tailMap(start.getKey()).values(), sequence);
        }

        private List<BatchBody.Stored> run(Collection<BatchBody.Stored> batches, long sequence) {
            List<BatchBody.Stored> found = new ArrayList<>();
            long next = sequence;
            long length = 0;
            for (BatchBody.Stored batch : batches) {
                if (length >= enough) {
                    return found;
                }
                if (batch.first() > next || batch.next() <= next) {
                    return List.of();
                }
                found.add(batch);
                next = batch.next();
                length += batch.length();
            }
            return found;
        }
    }
}
