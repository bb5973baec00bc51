package io.nave.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.EncodedBytes;
import io.nave.hub.message.MessageCodec;
import io.nave.routing.outbox.Outbox;
import io.nave.routing.outbox.OutboxCursor;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxSlice;
import io.nave.routing.outbox.OutboxTarget;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The outbox in PostgreSQL: partitions of the event log's tables with numbers of their own, so that they are appended to with
 * the log in one statement, and kept as long as an endpoint's cursor has not passed.
 */
@Singleton
final class PostgresOutbox implements Outbox {

    /** The stored number of the outbox's first partition; below lie those of the log. */
    static final int FIRST = 32;

    /** One more than the largest stored number. */
    static final int END = 64;

    private static final String CLAIM = """
            UPDATE outbox_cursor SET owner = $3, epoch = epoch + 1,
                lease_until = clock_timestamp() + $4 * interval '1 millisecond'
            WHERE endpoint_id = $1 AND partition = $2 AND (owner = $3 OR lease_until <= clock_timestamp())
            RETURNING next_sequence, epoch""";
    private static final String ADVANCE = """
            UPDATE outbox_cursor SET next_sequence = $4, lease_until = clock_timestamp() + $5 * interval '1 millisecond'
            WHERE endpoint_id = $1 AND partition = $2 AND epoch = $3 AND lease_until > clock_timestamp()""";
    private static final String RELEASE = """
            UPDATE outbox_cursor SET owner = '', lease_until = '-infinity'
            WHERE endpoint_id = $1 AND partition = $2 AND epoch = $3""";
    private static final String BURY = """
            INSERT INTO dead_letter (endpoint_id, partition, sequence, reason, enqueued_at, body)
            VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6) ON CONFLICT DO NOTHING""";
    private static final String TRIM = """
            DELETE FROM dead_letter WHERE endpoint_id = $1 AND id <=
                (SELECT id FROM dead_letter WHERE endpoint_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)""";

    private final PostgresEventLog log;
    private final Pool pool;
    private final String replica;

    PostgresOutbox(PostgresEventLog log, Pool pool, ReplicaId replica) {
        this.log = log;
        this.pool = pool;
        this.replica = replica.incarnation();
    }

    /** The stored number of a partition. */
    static int stored(int partition) {
        return FIRST + partition;
    }

    @Override
    public void append(int partition, DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        log.append(stored(partition), message, targets, acknowledgement);
    }

    @Override
    public Uni<OutboxSlice> read(int endpoint, int partition, long fromSequence, int max) {
        return log.readFor(endpoint, stored(partition), fromSequence, max).onFailure().transform(PostgresFailure::translate);
    }

    @Override
    public Subscription onAppended(int partition, Runnable listener) {
        return log.onAppended(stored(partition), listener);
    }

    @Override
    public Uni<Optional<OutboxCursor>> claim(int endpoint, int partition, Duration lease) {
        return run(CLAIM, Tuple.of(endpoint, stored(partition), replica, lease.toMillis()))
                .map(rows -> claimed(endpoint, partition, rows));
    }

    private static Optional<OutboxCursor> claimed(int endpoint, int partition, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        return Optional.of(new OutboxCursor(endpoint, partition, row.getLong(0), row.getLong(1)));
    }

    @Override
    public Uni<Boolean> advance(OutboxCursor cursor, long nextSequence, Duration lease) {
        return run(ADVANCE, Tuple.of(cursor.endpoint(), stored(cursor.partition()), cursor.epoch(), nextSequence,
                lease.toMillis())).map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Void> release(OutboxCursor cursor) {
        return run(RELEASE, Tuple.of(cursor.endpoint(), stored(cursor.partition()), cursor.epoch())).replaceWithVoid();
    }

    @Override
    public Uni<Void> deadLetter(OutboxCursor cursor, List<OutboxEntry> entries, String reason, int keep) {
        return Multi.createFrom().iterable(entries)
                .onItem().transformToUniAndConcatenate(entry -> bury(cursor, entry, reason)).collect().last()
                .chain(() -> run(TRIM, Tuple.of(cursor.endpoint(), keep))).replaceWithVoid();
    }

    private Uni<RowSet<Row>> bury(OutboxCursor cursor, OutboxEntry entry, String reason) {
        EncodedBytes bytes = new EncodedBytes(entry.message().body().length() + 512);
        MessageCodec.encode(entry.message(), bytes);
        return run(BURY, Tuple.from(List.of(cursor.endpoint(), cursor.partition(), entry.sequence(), reason, entry.enqueuedAt(),
                Buffer.buffer(bytes.toByteArray()))));
    }

    private Uni<RowSet<Row>> run(String statement, Tuple arguments) {
        return pool.preparedQuery(statement).execute(arguments).onFailure().transform(PostgresFailure::translate);
    }
}
