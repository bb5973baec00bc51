package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.eventlog.DevicePartition;
import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.EncodedBytes;
import io.nave.hub.message.MessageCodec;
import io.nave.routing.outbox.DeadLetter;
import io.nave.routing.outbox.EndpointRecord;
import io.nave.routing.outbox.Outbox;
import io.nave.routing.outbox.OutboxCursor;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxSlice;
import io.nave.routing.outbox.OutboxTarget;
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

    private static final String HOLD = """
            WITH free AS (SELECT endpoint_id, partition FROM outbox_cursor
                WHERE endpoint_id = ANY($3) AND lease_until <= clock_timestamp() + CASE WHEN owner = $1 THEN $2 * interval '0.6 millisecond'
                    ELSE interval '0' END FOR UPDATE SKIP LOCKED)
            UPDATE outbox_cursor c SET owner = $1, lease_until = clock_timestamp() + $2 * interval '1 millisecond',
                epoch = CASE WHEN c.owner = $1 AND c.lease_until > clock_timestamp() THEN c.epoch ELSE c.epoch + 1 END
            FROM free WHERE c.endpoint_id = free.endpoint_id AND c.partition = free.partition
            RETURNING c.endpoint_id, c.partition, c.next_sequence, c.epoch""";
    private static final String ADVANCE = """
            UPDATE outbox_cursor SET next_sequence = $4, lease_until = clock_timestamp() + $5 * interval '1 millisecond'
            WHERE endpoint_id = $1 AND partition = $2 AND epoch = $3 AND lease_until > clock_timestamp()""";
    private static final String DELIVERED = """
            UPDATE outbox_cursor SET next_sequence = $4, lease_until = clock_timestamp() + $5 * interval '1 millisecond',
                attempted_at = clock_timestamp(), delivered_at = clock_timestamp(), failing_since = NULL
            WHERE endpoint_id = $1 AND partition = $2 AND epoch = $3 AND lease_until > clock_timestamp()""";
    private static final String FAILED = """
            UPDATE outbox_cursor SET attempted_at = clock_timestamp(), failed_at = clock_timestamp(), last_error = $4,
                failing_since = coalesce(failing_since, clock_timestamp())
            WHERE endpoint_id = $1 AND partition = $2 AND epoch = $3 AND lease_until > clock_timestamp()
            RETURNING failing_since""";
    private static final String RELEASE = """
            UPDATE outbox_cursor SET owner = '', lease_until = '-infinity' WHERE owner = $1""";
    private static final String RECORDS = """
            SELECT c.endpoint_id::int, max(attempted_at), max(delivered_at), max(failed_at),
                coalesce((array_agg(last_error ORDER BY failed_at DESC NULLS LAST))[1], ''), min(failing_since),
                sum(p.next_sequence - c.next_sequence)::bigint,
                (SELECT count(*) FROM dead_letter d WHERE d.endpoint_id = c.endpoint_id)
            FROM outbox_cursor c JOIN event_partition p ON p.partition = c.partition GROUP BY c.endpoint_id""";
    private static final String DEAD_LETTERS = """
            SELECT id, partition, sequence, enqueued_at, body, at, reason FROM dead_letter
            WHERE endpoint_id = $1 AND id > $2 ORDER BY id LIMIT $3""";
    private static final String FORGET = "DELETE FROM dead_letter WHERE endpoint_id = $1 AND id <= $2";
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
    public int partitionCount() {
        return log.partitionCount();
    }

    @Override
    public void append(DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        int partition = DevicePartition.of(message.origin().client().device(), log.partitionCount());
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
    public Uni<List<OutboxCursor>> hold(List<Integer> endpoints, Duration lease) {
        Long[] ids = endpoints.stream().map(Integer::longValue).toArray(Long[]::new);
        return run(HOLD, Tuple.of(replica, lease.toMillis(), ids))
                .map(rows -> rows.stream().map(PostgresOutbox::cursor).toList());
    }

    private static OutboxCursor cursor(Row row) {
        return new OutboxCursor(row.getInteger(0), row.getInteger(1) - FIRST, row.getLong(2), row.getLong(3));
    }

    @Override
    public Uni<Boolean> pass(OutboxCursor cursor, long nextSequence, Duration lease) {
        return move(ADVANCE, cursor, nextSequence, lease);
    }

    @Override
    public Uni<Boolean> delivered(OutboxCursor cursor, long nextSequence, Duration lease) {
        return move(DELIVERED, cursor, nextSequence, lease);
    }

    private Uni<Boolean> move(String statement, OutboxCursor cursor, long nextSequence, Duration lease) {
        return run(statement, Tuple.of(cursor.endpoint(), stored(cursor.partition()), cursor.epoch(), nextSequence,
                lease.toMillis())).map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Optional<Instant>> failed(OutboxCursor cursor, String error) {
        return run(FAILED, Tuple.of(cursor.endpoint(), stored(cursor.partition()), cursor.epoch(), error))
                .map(PostgresOutbox::failingSince);
    }

    private static Optional<Instant> failingSince(RowSet<Row> rows) {
        return rows.stream().findFirst().flatMap(row -> instant(row, 0));
    }

    @Override
    public Uni<Void> releaseAll() {
        return run(RELEASE, Tuple.of(replica)).replaceWithVoid();
    }

    @Override
    public Uni<List<EndpointRecord>> records() {
        return run(RECORDS, Tuple.tuple()).map(rows -> rows.stream().map(PostgresOutbox::endpointRecord).toList());
    }

    private static EndpointRecord endpointRecord(Row row) {
        return new EndpointRecord(row.getInteger(0), instant(row, 1), instant(row, 2), instant(row, 3), row.getString(4),
                instant(row, 5), row.getLong(6), row.getLong(7));
    }

    private static Optional<Instant> instant(Row row, int column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    @Override
    public Uni<List<DeadLetter>> deadLetters(int endpoint, long after, int max) {
        return run(DEAD_LETTERS, Tuple.of(endpoint, after, max))
                .map(rows -> rows.stream().map(PostgresOutbox::deadLetter).toList());
    }

    private static DeadLetter deadLetter(Row row) {
        byte[] body = row.getBuffer(4).getBytes();
        OutboxEntry entry = new OutboxEntry(row.getLong(2), millis(row, 3),
                MessageCodec.decode(body, 0, body.length));
        return new DeadLetter(row.getLong(0), row.getInteger(1), entry, millis(row, 5), row.getString(6));
    }

    private static long millis(Row row, int column) {
        return row.getOffsetDateTime(column).toInstant().toEpochMilli();
    }

    @Override
    public Uni<Long> forgetDeadLetters(int endpoint, long upTo) {
        return run(FORGET, Tuple.of(endpoint, upTo)).map(rows -> (long) rows.rowCount());
    }

    @Override
    public Uni<Void> deadLetter(OutboxCursor cursor, List<OutboxEntry> entries, String reason, int keep) {
        return pool.preparedQuery(BURY).executeBatch(entries.stream().map(entry -> burial(cursor, entry, reason)).toList())
                .chain(() -> pool.preparedQuery(TRIM).execute(Tuple.of(cursor.endpoint(), keep)))
                .onFailure().transform(PostgresFailure::translate).replaceWithVoid();
    }

    private static Tuple burial(OutboxCursor cursor, OutboxEntry entry, String reason) {
        EncodedBytes bytes = new EncodedBytes(entry.message().body().length() + 512);
        MessageCodec.encode(entry.message(), bytes);
        return Tuple.from(List.of(cursor.endpoint(), cursor.partition(), entry.sequence(), reason, entry.enqueuedAt(),
                Buffer.buffer(bytes.toByteArray())));
    }

    private Uni<RowSet<Row>> run(String statement, Tuple arguments) {
        return pool.preparedQuery(statement).execute(arguments).onFailure().transform(PostgresFailure::translate);
    }
}
