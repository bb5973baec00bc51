package io.nave.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The tables that hold the event log, each for a stretch of time: made ahead of time, and dropped whole when they are older
 * than
 * the retention. Dropping waits for nobody and makes nobody wait: the table is hidden, detached concurrently, then dropped,
 * each
 * step under a lock time-out and repeated the next time when it did not succeed.
 */
final class SegmentTables {

    private static final int AHEAD = 2;
    private static final String MAKE = "SELECT nave_make_segments(make_interval(secs => $1), $2)";
    private static final String ELECT = "SELECT pg_try_advisory_lock(hashtext('nave.event_log.retention'))";
    private static final String RESIGN = "SELECT pg_advisory_unlock(hashtext('nave.event_log.retention'))";
    private static final String RETIRE = "SELECT nave_retire_segments(clock_timestamp() - make_interval(secs => $1))";
    private static final String RETIRED = """
            SELECT s.table_name::text, i.inhdetachpending FROM event_segment s LEFT JOIN pg_inherits i
            ON i.inhparent = 'event_batch'::regclass AND i.inhrelid = to_regclass(s.table_name)
            WHERE s.retired ORDER BY s.starts_at""";

    private final Pool pool;
    private final double segmentSeconds;
    private final double retentionSeconds;

    SegmentTables(Pool pool, Duration segment, Duration retention) {
        this.pool = pool;
        this.segmentSeconds = segment.toMillis() / 1000.0;
        this.retentionSeconds = retention.toMillis() / 1000.0;
    }

    /** Makes the tables for now and the time to come, if they are missing. */
    Uni<Void> make() {
        return pool.preparedQuery(MAKE).execute(Tuple.of(segmentSeconds, AHEAD)).replaceWithVoid();
    }

    /** Drops what is older than the retention, unless another replica is at it. */
    Uni<Void> dropOld() {
        return pool.withConnection(this::dropOldIfElected);
    }

    private Uni<Void> dropOldIfElected(SqlConnection connection) {
        return connection.query(ELECT).execute()
                .chain(elected -> first(elected).getBoolean(0) ? dropAllOld(connection) : Uni.createFrom().voidItem());
    }

    private Uni<Void> dropAllOld(SqlConnection connection) {
        return connection.query("SET lock_timeout = '5s'").execute()
                .chain(set -> connection.preparedQuery(RETIRE).execute(Tuple.of(retentionSeconds)))
                .chain(retired -> connection.query(RETIRED).execute())
                .chain(tables -> drop(connection, rows(tables)))
                .eventually(() -> connection.query(RESIGN + "; RESET lock_timeout").execute());
    }

    private Uni<Void> drop(SqlConnection connection, List<Row> tables) {
        return Multi.createFrom().iterable(tables)
                .onItem().transformToUniAndConcatenate(table -> drop(connection, table.getString(0), table.getBoolean(1)))
                .collect().last();
    }

    /** {@code pending} is null when the table is detached already, true when that was begun and cut off. */
    private Uni<Void> drop(SqlConnection connection, String table, Boolean pending) {
        return detach(connection, table, pending)
                .chain(detached -> connection.query("DROP TABLE IF EXISTS \"" + table + '"').execute())
                .chain(dropped -> connection.preparedQuery("DELETE FROM event_segment WHERE table_name::text = $1")
                        .execute(Tuple.of(table)))
                .replaceWithVoid();
    }

    private static Uni<Void> detach(SqlConnection connection, String table, Boolean pending) {
        if (pending == null) {
            return Uni.createFrom().voidItem();
        }
        String how = pending ? "FINALIZE" : "CONCURRENTLY"; // neither is allowed inside a transaction
        return connection.query("ALTER TABLE event_batch DETACH PARTITION \"" + table + "\" " + how).execute()
                .replaceWithVoid();
    }

    private static Row first(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    private static List<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
