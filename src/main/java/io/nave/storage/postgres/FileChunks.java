package io.nave.storage.postgres;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * Cuts what arrives in pieces of any size into chunks of one size, the last of which may be shorter. Confined to one stream.
 */
final class FileChunks {

    /** Bytes of a chunk. Stored files are read by it, so it stays as it is; sealed, a chunk is still below 256 KB. */
    static final int SIZE = 255 * 1024;

    private final long max;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(SIZE);
    private long size;

    FileChunks(long max) {
        this.max = max;
    }

    /** The chunks that are full now. Fails with MESSAGE_TOO_LARGE beyond the bound. */
    List<byte[]> add(byte[] piece) {
        size += piece.length;
        if (size > max) {
            throw new HubException(ErrorCode.MESSAGE_TOO_LARGE,
                    "A file has at most " + max + " bytes (nave.jobs.max-file-size)");
        }
        List<byte[]> full = new ArrayList<>();
        int from = 0;
        while (from < piece.length) {
            int taken = Math.min(piece.length - from, SIZE - pending.size());
            pending.write(piece, from, taken);
            from += taken;
            if (pending.size() == SIZE) {
                full.add(pending.toByteArray());
                pending.reset();
            }
        }
        return full;
    }

    /** What is left at the end: one chunk or none. */
    List<byte[]> rest() {
        return pending.size() == 0 ? List.of() : List.of(pending.toByteArray());
    }

    long size() {
        return size;
    }
}
