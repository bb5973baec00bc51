package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.smallrye.mutiny.Multi;

/**
 * Removes what nobody finished, at the start and then from time to time: bodies and files of messages whose replica was killed,
 * blocks to which none was added for so long, and notes of blobs that are no more. Every replica does it; twice does no harm.
 */
final class DirectoryUpkeep {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** A body to which nothing comes is cut after two minutes, so that one as old as this belongs to nobody. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** A file of messages is published after twelve minutes at most. */
    private static final Duration DRAFT_ABANDONED = Duration.ofHours(1);

    private final BlobPaths paths;
    private final StoredBlobs stored;
    private final BlobNotes notes;
    private final Duration keep;
    private final Clock clock;

    DirectoryUpkeep(BlobPaths paths, StoredBlobs stored, BlobNotes notes, Duration keep, Clock clock) {
        this.paths = paths;
        this.stored = stored;
        this.notes = notes;
        this.keep = keep;
        this.clock = clock;
    }

    Multi<Void> run() {
        Duration pause = keep.dividedBy(4);
        return Multi.createFrom().ticks().every(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE)
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> DiskStep.run(this::sweep));
    }

    void sweep() throws IOException {
        Instant now = clock.instant();
        Instant limit = now.minus(keep);
        Instant abandoned = now.minus(keep.compareTo(ABANDONED) < 0 ? keep : ABANDONED);
        for (Path file : DurableFiles.list(paths.writing())) {
            if (isOlder(file, abandoned)) {
                Files.deleteIfExists(file);
            }
        }
        for (Path file : DurableFiles.list(paths.drafts())) {
            if (isOlder(file, now.minus(DRAFT_ABANDONED))) {
                Files.deleteIfExists(file);
            }
        }
        for (Path folder : DurableFiles.list(paths.blocks())) {
            if (isOlder(folder, limit)) {
                DurableFiles.clear(folder);
            }
        }
        for (Path file : DurableFiles.list(paths.notes())) {
            if (isOlder(file, limit) && isOrphan(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A directory is as old as the last change of what is in it. */
    private static boolean isOlder(Path path, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false; // another replica was faster
        }
    }

    private boolean isOrphan(Path file) throws IOException {
        try {
            String tag = String.valueOf(file.getFileName()).replaceFirst("^.*\\.", "");
            return stored.find(notes.blobOf(file)).map(blob -> !blob.tag().hex().equals(tag)).orElse(true);
        } catch (NoSuchFileException e) {
            return false; // another replica was faster
        }
    }
}
