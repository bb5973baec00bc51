package io.nave.storage.postgres;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.routing.outbox.OutboxTarget;

/**
 * What waits for the next flush. A message is encoded into its partition's row at once, under a lock that is held only for
 * that, so its payload is copied once and nothing else of it is kept. Bounded by the bytes of all rows that are not yet
 * released,
 * those in flight included. Safe for all threads.
 */
final class WaitingRows {

    private final HubException busy = new HubException(ErrorCode.SERVER_BUSY,
            "Too many messages wait to be stored; send this one again later");
    private static final int SPARES = 4;

    private final int partitions;
    private final List<Lane> lanes;
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;
    private final long maxRow;
    private final long maxFlush;
    private volatile @Nullable HubException refusal;

    /** Refuses messages until {@link #accept()}. */
    WaitingRows(EventLogConfig config) {
        this.partitions = config.partitions();
        this.lanes = IntStream
                .concat(IntStream.range(0, partitions), IntStream.range(0, partitions).map(PostgresOutbox::stored))
                .mapToObj(Lane::new).toList();
        this.maxBytes = config.waiting().asLongValue();
        this.maxRow = config.row().asLongValue();
        this.maxFlush = config.flush().asLongValue();
        this.refusal = new HubException(ErrorCode.SERVICE_UNAVAILABLE,
                "This replica is still starting; send this message again later");
    }

    /** Adds a message, or returns why not. */
    @Nullable
    HubException add(int partition, DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        return bytes.get() < maxBytes ? lane(partition).add(message, targets, acknowledgement) : busy;
    }

    /** From now on messages are refused; once {@link #take} was called after this, none comes in any more. */
    void refuse(HubException cause) {
        refusal = cause;
    }

    /** Takes messages again. */
    void accept() {
        refusal = null;
    }

    /**
     * The rows of the next flush, ordered by partition; the oldest of each, and of the log and of the outbox not more than one
     * flush carries.
     */
    List<BatchRow> take() {
        List<BatchRow> rows = new ArrayList<>(lanes.size());
        long share = maxFlush / partitions;
        lanes.forEach(lane -> lane.take(share, rows));
        return rows;
    }

    /** Of a partition by its stored number. */
    private Lane lane(int partition) {
        return lanes.get(partition < PostgresOutbox.FIRST ? partition : partitions + partition - PostgresOutbox.FIRST);
    }

    boolean isEmpty() {
        return lanes.stream().allMatch(Lane::isEmpty);
    }

    /** Rows that were taken are done with. */
    void release(List<BatchRow> rows) {
        for (BatchRow row : rows) {
            bytes.addAndGet(-row.length());
            lane(row.partition()).reuse(row);
        }
    }

    /** The rows of one partition, oldest first; the last one is being filled. */
    private final class Lane {

        private final int partition;
        private final ArrayDeque<BatchRow> rows = new ArrayDeque<>();
        private final ArrayDeque<BatchRow> spares = new ArrayDeque<>(SPARES);
        private @Nullable BatchRow filling;

        Lane(int partition) {
            this.partition = partition;
        }

        synchronized @Nullable HubException add(DeviceMessage message, List<OutboxTarget> targets,
                Acknowledgement acknowledgement) {
            HubException refused = refusal;
            if (refused != null) {
                return refused;
            }
            BatchRow row = filling;
            if (row == null || row.length() >= maxRow) {
                row = next();
            }
            bytes.addAndGet(row.add(message, targets, acknowledgement));
            return null;
        }

        private BatchRow next() {
            BatchRow spare = spares.poll();
            BatchRow row = spare == null ? new BatchRow(partition) : spare;
            bytes.addAndGet(row.length());
            rows.add(row);
            filling = row;
            return row;
        }

        synchronized void take(long share, List<BatchRow> into) {
            long taken = 0;
            while (!rows.isEmpty() && taken < share) {
                BatchRow row = rows.remove();
                taken += row.length();
                into.add(row);
            }
            if (rows.isEmpty()) {
                filling = null;
            }
        }

        synchronized boolean isEmpty() {
            return rows.isEmpty();
        }

        synchronized void reuse(BatchRow row) {
            if (spares.size() < SPARES && row.bytes().capacity() <= 2 * maxRow) {
                row.reuse();
                spares.add(row);
            }
        }
    }
}
