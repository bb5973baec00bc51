package io.nave.storage.postgres;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * The one connection over which this replica appends, and the name under which the database knows the replica. Confined to the
 * context on which it is opened.
 */
final class AppendSession {

    private static final String REGISTER = "INSERT INTO event_writer (incarnation) VALUES ($1) ON CONFLICT DO NOTHING";
    private static final String APPEND = "SELECT nave_append($1, $2, $3, $4, $5)";

    private final Pool pool;
    private final String writer;
    private final Duration lockTimeout;
    private final RecentBatches recent;
    private @Nullable SqlConnection connection;
    private @Nullable PreparedStatement append;
    private int generation;

    /** A statement that waits for a lock gives up after this time, so that attempts do not pile up behind one that hangs. */
    AppendSession(Pool pool, String writer, Duration lockTimeout, RecentBatches recent) {
        this.pool = pool;
        this.writer = writer;
        this.lockTimeout = lockTimeout;
        this.recent = recent;
    }

    boolean isOpen() {
        return append != null;
    }

    /** Connects, and registers the writer. */
    Future<Void> open() {
        int opening = ++generation;
        return pool.getConnection().compose(connected -> prepare(opening, connected));
    }

    private Future<Void> prepare(int opening, SqlConnection connected) {
        connected.closeHandler(closed -> drop(opening));
        connected.exceptionHandler(failure -> drop(opening)); // the statement in flight hears of it too
        return connected.query("SET application_name = 'nave append'; SET lock_timeout = " + lockTimeout.toMillis()).execute()
                .compose(set -> connected.preparedQuery(REGISTER).execute(Tuple.of(writer)))
                .compose(registered -> connected.prepare(APPEND))
                .compose(prepared -> use(opening, connected, prepared))
                .onFailure(cause -> giveBack(connected));
    }

    private Future<Void> use(int opening, SqlConnection connected, PreparedStatement prepared) {
        if (opening != generation) {
            return Future.failedFuture("The attempt to connect came too late");
        }
        connection = connected;
        append = prepared;
        return Future.succeededFuture();
    }

    /** Sends a batch; completes when it is committed, now or by an earlier attempt. */
    Future<Void> append(AppendBatch batch) {
        PreparedStatement statement = append;
        return statement == null ? Future.failedFuture("Not connected")
                : statement.query().execute(batch.arguments(writer)).map(rows -> committed(batch, rows));
    }

    /** The answer is the place of each row, or nothing when an earlier attempt did it. */
    private @Nullable Void committed(AppendBatch batch, RowSet<Row> answer) {
        batch.keep(answer.iterator().next().getArrayOfLongs(0), recent);
        return null;
    }

    /** Forgets the connection, whatever state it is in. */
    void drop() {
        drop(generation);
    }

    private void drop(int dropped) {
        if (dropped != generation) {
            return;
        }
        SqlConnection leaving = connection;
        generation++;
        connection = null;
        append = null;
        if (leaving != null) {
            giveBack(leaving);
        }
    }

    /** A connection that hangs never answers and so never comes back to the pool. */
    private static void giveBack(SqlConnection leaving) {
        leaving.closeHandler(null);
        leaving.query("RESET ALL").execute().onComplete(reset -> leaving.close());
    }
}
