package io.nave.storage.postgres;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** What must be true before the log takes messages: the database is durable, and the log has the partitions that are wanted. */
final class LogOpening {

    private static final String DURABILITY = """
            SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
            AND setting = 'off'""";

    private static final int MAX_PARTITIONS = 32;

    private final Pool pool;
    private final int partitions;

    LogOpening(Pool pool, int partitions) {
        this.pool = pool;
        this.partitions = partitions;
    }

    /** Fails with a sentence for the operator. */
    Uni<Void> check() {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            return Uni.createFrom().failure(refusal("nave.eventlog.partitions is " + partitions
                    + "; an event log has 1 to " + MAX_PARTITIONS + " partitions."));
        }
        return pool.query(DURABILITY).execute().invoke(LogOpening::requireNone)
                .chain(durable -> pool.preparedQuery("SELECT nave_open($1)").execute(Tuple.of(partitions)))
                .invoke(counted -> requireCount(counted.iterator().next().getInteger(0)))
                .replaceWithVoid();
    }

    private static void requireNone(RowSet<Row> off) {
        for (Row row : off) {
            throw refusal("PostgreSQL runs with " + row.getString(0) + " = " + row.getString(1)
                    + ", so an acknowledged message could be lost. Turn it on in postgresql.conf"
                    + " (and for the database and its user, if it is set there).");
        }
    }

    private void requireCount(int existing) {
        if (existing != partitions) {
            throw refusal("nave.eventlog.partitions is " + partitions + ", but the event log was created with " + existing
                    + " partitions, and that cannot change later. Set nave.eventlog.partitions=" + existing + ".");
        }
    }

    private static HubException refusal(String detail) {
        return new HubException(ErrorCode.INVALID_OPERATION, detail);
    }
}
