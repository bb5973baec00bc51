package io.nave.endpoint.storage;

import java.time.Instant;
import java.util.List;

import io.nave.hub.blobs.MessageFile;
import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;

/** A file to which entries are added until it is published. Confined to the calls of one partition. */
final class FileInProgress {

    /** How many bytes are collected before they are given to the store. */
    static final int PIECE = 1 << 20;

    private final MessageFile file;
    private final FileFormat format;
    private final Instant begunAt;
    private long stored;

    FileInProgress(MessageFile file, FileFormat format, Instant begunAt) {
        this.file = file;
        this.format = format;
        this.begunAt = begunAt;
    }

    Instant begunAt() {
        return begunAt;
    }

    /** Adds the first of these, as many as make a piece or bring the file to {@code maxBytes}; says how many. */
    int add(List<OutboxEntry> entries, long maxBytes) {
        int added = 0;
        while (added < entries.size() && !isPiece() && !isFull(maxBytes)) {
            format.add(entries.get(added).message());
            added++;
        }
        return added;
    }

    private boolean isPiece() {
        return format.pending() >= PIECE;
    }

    boolean isFull(long maxBytes) {
        return stored + format.pending() >= maxBytes;
    }

    /** Gives to the store what makes a piece; keeps what does not. */
    Uni<Void> storePiece() {
        return isPiece() ? store() : Uni.createFrom().voidItem();
    }

    private Uni<Void> store() {
        byte[] piece = format.take();
        stored += piece.length;
        return file.append(piece);
    }

    /** Stores the rest and makes all of it visible. */
    Uni<Void> publish() {
        Uni<Void> rest = format.pending() > 0 ? store() : Uni.createFrom().voidItem();
        return rest.chain(file::publish);
    }

    Uni<Void> drop() {
        return file.drop();
    }
}
