package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobOrder;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockList.Block;

/**
 * Makes a blob of a flushed file, in this order: its time, of which the etag comes; its notes; its place, where it becomes
 * visible; then what only the one before needed goes. For worker threads.
 */
final class BlobPublisher {

    private final BlobPaths paths;
    private final StoredBlobs stored;
    private final BlobNotes notes;
    private final StagedBlocks staged;
    private final Clock clock;

    BlobPublisher(BlobPaths paths, StoredBlobs stored, BlobNotes notes, StagedBlocks staged, Clock clock) {
        this.paths = paths;
        this.stored = stored;
        this.notes = notes;
        this.staged = staged;
        this.clock = clock;
    }

    /**
     * Fails as the condition says, and with RESOURCE_TYPE_MISMATCH when a blob lies where this one needs a directory, or the
     * other way round.
     */
    BlobState publish(Path file, BlobOrder order, List<Block> blocks, Path draft) throws IOException {
        Optional<StoredBlob> previous = stored.find(order.blob());
        order.condition().requireForWriting(previous.map(blob -> blob.state(order.headers())));
        EntityTag tag = stamp(file, previous);
        notes.write(order, tag, blocks, draft);
        try {
            place(file, order);
        } catch (IOException | RuntimeException e) {
            notes.delete(order.blob(), tag);
            throw e;
        }
        if (previous.isPresent()) {
            notes.delete(order.blob(), previous.get().tag());
        }
        staged.clear(order.blob());
        return stored.get(order.blob()).state(order.headers());
    }

    /** Later than the blob before, whatever the clock says, so that the etag is another one. */
    private EntityTag stamp(Path file, Optional<StoredBlob> previous) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant earliest = previous.map(blob -> blob.modifiedAt().plus(1, ChronoUnit.MICROS)).orElse(now);
        Files.setLastModifiedTime(file, FileTime.from(now.isBefore(earliest) ? earliest : now));
        return EntityTag.of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    private void place(Path file, BlobOrder order) throws IOException {
        Path target = paths.of(order.blob());
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw occupied();
        }
        try {
            if (order.condition().isCreateOnly()) {
                DurableFiles.moveIfAbsent(file, target, paths.container());
            } else {
                DurableFiles.move(file, target, paths.container());
            }
        } catch (FileSystemException e) {
            throw refusal(target, e);
        }
    }

    private RuntimeException refusal(Path target, FileSystemException cause) throws FileSystemException {
        if (stored.isBelowFile(target)) {
            return occupied();
        }
        if (cause instanceof FileAlreadyExistsException) {
            return BlobCondition.alreadyThere();
        }
        throw cause;
    }

    private static BlobRefusal occupied() {
        return new BlobRefusal(BlobError.RESOURCE_TYPE_MISMATCH,
                "Here a name is a blob or the beginning of the names of others, not both: choose another one");
    }
}
