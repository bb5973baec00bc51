package io.nave.storage.postgres;

import java.time.Duration;
import java.util.function.Supplier;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The log's own work: wakes readers when another replica says that it appended, looks now and then for what nobody told of,
 * makes segments ahead and drops old ones.
 */
final class LogUpkeep {

    private static final String HEADS = "SELECT partition, next_sequence FROM event_partition";
    private static final String STAY_KNOWN = "UPDATE event_writer SET seen_at = clock_timestamp() WHERE incarnation = $1";
    private static final String FORGET = "DELETE FROM event_writer WHERE seen_at < clock_timestamp() - interval '30 days'";

    private final Pool pool;
    private final String writer;
    private final SegmentTables segments;
    private final AppendSignal signal;
    private final NodeMessenger messenger;
    private final HubMonitor monitor;
    private final long[] seen;

    LogUpkeep(Pool pool, String writer, SegmentTables segments, AppendSignal signal, NodeMessenger messenger,
            HubMonitor monitor) {
        this.pool = pool;
        this.writer = writer;
        this.segments = segments;
        this.signal = signal;
        this.messenger = messenger;
        this.monitor = monitor;
        this.seen = new long[PostgresOutbox.END];
    }

    /** Retention has a rhythm of its own, because detaching a table may wait for long transactions. */
    Multi<Void> run(Duration poll) {
        return Multi.createBy().merging().streams(hear(), every(poll, this::look), every(poll, this::keepSegments),
                every(poll.multipliedBy(100), this::keepWriters));
    }

    private Multi<Void> hear() {
        return messenger.calls().invoke(this::heard).onItem()
                .transformToMultiAndConcatenate(call -> Multi.createFrom().empty());
    }

    private void heard(NodeCall call) {
        if (call instanceof EventsAppended appended) {
            signal.wake(appended.partitions());
        }
    }

    private Multi<Void> every(Duration period, Supplier<Uni<Void>> work) {
        return Multi.createFrom().ticks().every(period).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> work.get().onFailure().recoverWithItem(this::report));
    }

    private Uni<Void> look() {
        return pool.query(HEADS).execute().invoke(this::wakeWhereChanged).replaceWithVoid();
    }

    private void wakeWhereChanged(RowSet<Row> heads) {
        long changed = 0;
        for (Row head : heads) {
            int partition = head.getInteger(0);
            long next = head.getLong(1);
            if (seen[partition] != next) {
                changed |= 1L << partition;
                seen[partition] = next;
            }
        }
        signal.wake(changed);
    }

    private Uni<Void> keepSegments() {
        return segments.make().chain(segments::dropOld);
    }

    private Uni<Void> keepWriters() {
        return pool.preparedQuery(STAY_KNOWN).execute(Tuple.of(writer)).chain(() -> pool.query(FORGET).execute())
                .replaceWithVoid();
    }

    @SuppressWarnings("NullAway") // the only item of Void
    private Void report(Throwable cause) {
        monitor.report(new BackgroundFailure("upkeep of the event log; it goes on", cause));
        return null;
    }
}
