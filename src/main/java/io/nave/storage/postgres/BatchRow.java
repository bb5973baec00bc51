package io.nave.storage.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.EncodedBytes;
import io.nave.routing.outbox.OutboxTarget;

/** A batch row while it is filled and until it is committed: encoded messages of one partition, and who waits for them. */
final class BatchRow {

    private static final int FEW = 64;

    private final int partition;
    private final EncodedBytes bytes = new EncodedBytes(16 * 1024);
    private @Nullable Acknowledgement[] acknowledgements = new Acknowledgement[FEW];
    private int count;

    BatchRow(int partition) {
        this.partition = partition;
        BatchBody.begin(bytes);
    }

    int partition() {
        return partition;
    }

    int count() {
        return count;
    }

    int length() {
        return bytes.length();
    }

    EncodedBytes bytes() {
        return bytes;
    }

    /** Adds a message; returns by how many bytes the row grew. */
    int add(DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        int before = bytes.length();
        BatchBody.add(message, targets, bytes);
        if (count == acknowledgements.length) {
            acknowledgements = Arrays.copyOf(acknowledgements, count * 2);
        }
        acknowledgements[count++] = acknowledgement;
        return bytes.length() - before;
    }

    /**
     * Tells everybody that the row is stored, in the order of the messages. One that fails does not keep others from hearing.
     */
    void stored(Consumer<RuntimeException> failures) {
        for (int i = 0; i < count; i++) {
            try {
                acknowledgement(i).stored();
            } catch (RuntimeException e) {
                failures.accept(e);
            }
        }
    }

    /** Tells everybody that the row is not stored. */
    void refused(HubException cause, Consumer<RuntimeException> failures) {
        for (int i = 0; i < count; i++) {
            try {
                acknowledgement(i).refused(cause);
            } catch (RuntimeException e) {
                failures.accept(e);
            }
        }
    }

    @SuppressWarnings("NullAway") // filled up to count
    private Acknowledgement acknowledgement(int i) {
        return acknowledgements[i];
    }

    /** As whoever reads it finds it in the database; a copy. */
    BatchBody.Stored stored(long firstSequence, long enqueuedAt) {
        return new BatchBody.Stored(firstSequence, count, enqueuedAt, bytes.toByteArray());
    }

    /** Empties the row to fill it again. */
    void reuse() {
        Arrays.fill(acknowledgements, 0, count, null);
        count = 0;
        bytes.clear();
        BatchBody.begin(bytes);
    }
}
