package io.nave.storage.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StartPosition;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxSlice;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads the event log. */
final class EventReader {

    private static final long LAST_MILLISECOND = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
    private static final String STATE = "SELECT begin_sequence, last_sequence, last_at FROM nave_partition_state($1)";
    private static final String FIRST_AFTER = "SELECT nave_first_after($1, $2)";
    private static final String READ = "SELECT first_sequence, count, enqueued_at, body FROM nave_read($1, $2, $3, $4)";

    private final Pool pool;
    private final long maxBytes;
    private final RecentBatches recent;

    EventReader(Pool pool, long maxBytes, RecentBatches recent) {
        this.pool = pool;
        this.maxBytes = maxBytes;
        this.recent = recent;
    }

    Uni<PartitionState> state(int partition) {
        return pool.preparedQuery(STATE).execute(Tuple.of(partition)).map(rows -> state(rows.iterator().next()));
    }

    private static PartitionState state(Row row) {
        return new PartitionState(row.getLong(0), row.getLong(1), millis(row.getOffsetDateTime(2)));
    }

    Uni<Long> resolve(int partition, StartPosition start) {
        return switch (start) {
            case StartPosition.Earliest() -> state(partition).map(PartitionState::beginSequenceNumber);
            case StartPosition.Latest() -> state(partition).map(state -> state.lastSequenceNumber() + 1);
            case StartPosition.AtSequence at -> state(partition)
                    .map(state -> Math.max(state.beginSequenceNumber(), at.first(state.lastSequenceNumber())));
            case StartPosition.AfterTime(long time) -> firstAfter(partition, time);
        };
    }

    private Uni<Long> firstAfter(int partition, long time) {
        OffsetDateTime since = Instant.ofEpochMilli(Math.clamp(time, 0, LAST_MILLISECOND)).atOffset(ZoneOffset.UTC);
        return pool.preparedQuery(FIRST_AFTER).execute(Tuple.of(partition, since))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Uni<EventSlice> read(int partition, long from, int maxEvents) {
        return pool.preparedQuery(READ).execute(Tuple.of(partition, from, maxEvents, maxBytes))
                .map(rows -> slice(rows, from, maxEvents));
    }

    private static EventSlice slice(RowSet<Row> rows, long from, int maxEvents) {
        List<StoredEvent> events = new ArrayList<>();
        for (Row row : rows) {
            batch(row).decode(from, maxEvents, events);
        }
        return new EventSlice(events, events.isEmpty() ? from : events.getLast().sequenceNumber() + 1);
    }

    /** Entries of the outbox for one endpoint among as many of all endpoints, decoded on a thread that may take its time. */
    Uni<OutboxSlice> readFor(int endpoint, int partition, long from, int max) {
        List<BatchBody.Stored> known = recent.from(partition, from);
        Uni<List<BatchBody.Stored>> batches = known.isEmpty() ? readFrom(partition, from, max) : Uni.createFrom().item(known);
        return batches.emitOn(Infrastructure.getDefaultExecutor()).map(found -> sliceFor(endpoint, found, from, max));
    }

    private Uni<List<BatchBody.Stored>> readFrom(int partition, long from, int max) {
        return pool.preparedQuery(READ).execute(Tuple.of(partition, from, max, maxBytes))
                .map(rows -> rows.stream().map(EventReader::batch).toList())
                .invoke(batches -> recent.keep(partition, batches));
    }

    private static OutboxSlice sliceFor(int endpoint, List<BatchBody.Stored> batches, long from, int max) {
        List<OutboxEntry> entries = new ArrayList<>();
        long next = from;
        for (BatchBody.Stored batch : batches) {
            if (entries.size() < max) {
                next = batch.decodeFor(endpoint, from, max, entries);
            }
        }
        return new OutboxSlice(entries, next);
    }

    private static BatchBody.Stored batch(Row row) {
        return new BatchBody.Stored(row.getLong(0), row.getInteger(1), millis(row.getOffsetDateTime(2)),
                row.getBuffer(3).getBytes());
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
