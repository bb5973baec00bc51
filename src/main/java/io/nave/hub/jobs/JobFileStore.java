package io.nave.hub.jobs;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to where the files of jobs lie, reachable from every replica. Contents pass through in pieces and are never in
 * memory
 * as a whole. From any thread.
 */
public interface JobFileStore {

    /** How many files there are at most. */
    int MAX_FILES = 1000;

    /** How many bytes a file has at most. */
    long maxFileSize();

    /**
     * Writes a file, or replaces it: readers see all of the new content once this completes, and nothing of it before or when
     * it fails. Takes a piece when the one before is stored. Fails with MESSAGE_TOO_LARGE beyond the bound, ARGUMENT_INVALID
     * when there are too many files, and as {@code content} fails.
     */
    Uni<StoredFile> write(JobFile file, Multi<byte[]> content);

    Uni<Optional<StoredFile>> find(JobFile file);

    /**
     * The content from this byte on, in pieces as they are asked for. Fails with CONFLICT when the file was replaced or deleted
     * meanwhile, so that nobody reads a mixture.
     */
    Multi<byte[]> read(StoredFile file, long offset);

    /** Whether there was such a file. */
    Uni<Boolean> delete(JobFile file);

    /** All files by folder and name. */
    Uni<List<StoredFile>> list();

    /** Seals contents anew that are sealed with an earlier key-encryption key; completes when nothing is left. */
    Uni<Void> sealAll();
}
