package io.nave.storage.postgres;

import java.util.List;
import java.util.function.Consumer;

import io.nave.hub.error.HubException;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;

/**
 * The rows of one flush under the number by which the database knows it. Confined to the appender's context.
 */
final class AppendBatch {

    private final long number;
    private final List<BatchRow> rows;
    private final long startedAt = System.nanoTime();
    private boolean inDoubt;

    AppendBatch(long number, List<BatchRow> rows) {
        this.number = number;
        this.rows = rows;
    }

    long number() {
        return number;
    }

    List<BatchRow> rows() {
        return rows;
    }

    long nanos() {
        return System.nanoTime() - startedAt;
    }

    int messages() {
        return rows.stream().mapToInt(BatchRow::count).sum();
    }

    int bytes() {
        return rows.stream().mapToInt(BatchRow::length).sum();
    }

    /** Bit n stands for partition n modulo 64. */
    long partitions() {
        long bits = 0;
        for (BatchRow row : rows) {
            bits |= 1L << row.partition();
        }
        return bits;
    }

    /** Whether it may have been committed although nobody said so. Once it may, only the database's word ends the doubt. */
    boolean inDoubt() {
        return inDoubt;
    }

    void doubt() {
        inDoubt = true;
    }

    /** The arguments of {@code nave_append}; the bytes are wrapped, not copied. */
    @SuppressWarnings("deprecation") // the only way to wrap bytes up to a length
    Tuple arguments(String writer) {
        Integer[] partitions = new Integer[rows.size()];
        Integer[] counts = new Integer[rows.size()];
        Buffer[] bodies = new Buffer[rows.size()];
        for (int i = 0; i < bodies.length; i++) {
            BatchRow row = rows.get(i);
            partitions[i] = row.partition();
            counts[i] = row.count();
            bodies[i] = Buffer.buffer(Unpooled.wrappedBuffer(row.bytes().array(), 0, row.length()));
        }
        return Tuple.of(writer, number, partitions, counts, bodies);
    }

    /** Keeps for readers what was committed at these places, two numbers for each row, if they are known. */
    void keep(Long[] places, RecentBatches recent) {
        for (int i = 0; 2 * i < places.length; i++) {
            recent.keep(rows.get(i), places[2 * i], places[2 * i + 1]);
        }
    }

    void stored(Consumer<RuntimeException> failures) {
        rows.forEach(row -> row.stored(failures));
    }

    void refused(HubException cause, Consumer<RuntimeException> failures) {
        rows.forEach(row -> row.refused(cause, failures));
    }
}
