package io.nave.storage.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.message.DecodedBytes;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.EncodedBytes;
import io.nave.hub.message.MessageCodec;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxTarget;

/**
 * The bytes of a batch row. Messages can be skipped without decoding them.
 *
 * <pre>
 *   version(1)  count × ( length(4, big-endian) entry(length) )
 *   entry = message(MessageCodec) in the log, targets(TargetCodec) message(MessageCodec) in the outbox
 * </pre>
 */
final class BatchBody {

    private static final int VERSION = 1;

    private BatchBody() {
    }

    static void begin(EncodedBytes out) {
        out.writeByte(VERSION);
    }

    /** Adds a message and, in the outbox, whom it is for; or nothing at all when it cannot be encoded. */
    static void add(DeviceMessage message, List<OutboxTarget> targets, EncodedBytes out) {
        int start = out.length();
        boolean complete = false;
        try {
            out.writeInt(0);
            if (!targets.isEmpty()) {
                TargetCodec.encode(targets, out);
            }
            MessageCodec.encode(message, out);
            out.putInt(start, out.length() - start - Integer.BYTES);
            complete = true;
        } finally {
            out.truncate(complete ? out.length() : start);
        }
    }

    /** A batch as it was read: its first sequence number, its time in milliseconds since 1970, and its bytes. */
    static final class Stored {

        private final long firstSequence;
        private final int count;
        private final long enqueuedAt;
        private final byte[] bytes;

        Stored(long firstSequence, int count, long enqueuedAt, byte[] bytes) {
            this.firstSequence = firstSequence;
            this.count = count;
            this.enqueuedAt = enqueuedAt;
            this.bytes = bytes;
        }

        long first() {
            return firstSequence;
        }

        /** The sequence number after its last. */
        long next() {
            return firstSequence + count;
        }

        int length() {
            return bytes.length;
        }

        /** Whether both cannot have been committed, this one beginning with the same sequence number or a smaller one. */
        boolean contradicts(Stored later) {
            return firstSequence == later.firstSequence ? !Arrays.equals(bytes, later.bytes) : next() > later.firstSequence;
        }

        /** Adds the events from this sequence number on, until the list holds {@code maxEvents}. */
        void decode(long from, int maxEvents, List<StoredEvent> into) {
            int position = begin();
            for (int i = 0; i < count && into.size() < maxEvents; i++) {
                int start = position + Integer.BYTES;
                position = start + length(position);
                if (firstSequence + i >= from) {
                    into.add(new StoredEvent(firstSequence + i, enqueuedAt, MessageCodec.decode(bytes, start, position)));
                }
            }
        }

        /**
         * Adds the entries of the outbox for this endpoint from this sequence number on, until the list holds {@code max}.
         * Returns the sequence number to go on from.
         */
        long decodeFor(int endpoint, long from, int max, List<OutboxEntry> into) {
            int position = begin();
            int i = 0;
            for (; i < count && into.size() < max; i++) {
                int start = position + Integer.BYTES;
                position = start + length(position);
                if (firstSequence + i >= from) {
                    addIfFor(endpoint, firstSequence + i, new DecodedBytes(bytes, start, position), into);
                }
            }
            return firstSequence + i;
        }

        private int begin() {
            if (bytes[0] != VERSION) {
                throw new IllegalArgumentException("Unknown batch version " + bytes[0]);
            }
            return 1;
        }

        private void addIfFor(int endpoint, long sequence, DecodedBytes entry, List<OutboxEntry> into) {
            Map<String, String> enrichments = TargetCodec.find(endpoint, entry);
            if (enrichments != null) {
                DeviceMessage message = MessageCodec.decode(bytes, entry.position(), entry.end());
                into.add(new OutboxEntry(sequence, enqueuedAt, message.with(enrichments)));
            }
        }

        private int length(int at) {
            return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
        }
    }
}
