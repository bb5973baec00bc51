package io.nave.hub.jobs;

import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Where a job finds its input or leaves its output: a blob container, or a folder that stands for one. Contents pass through in
 * pieces. Every method fails with BLOB_CONTAINER_VALIDATION_ERROR when the storage does not let the hub do it, or no longer
 * answers; the text says what to do and holds no signature. From any thread.
 */
public interface JobContainer {

    /** Fails with ARGUMENT_INVALID when nothing here can have this name. */
    void requireName(String name);

    /** Makes sure that this may be read, whether it is there or not. */
    Uni<Void> requireReadable(String name);

    /** Makes sure that the hub may write and delete, by doing so with a blob of its own (semantics §7.3). */
    Uni<Void> requireWritable();

    /** What there is to read under this name, as it is now. */
    Uni<Optional<JobInput>> find(String name);

    /**
     * Writes, or replaces: readers see all of it once this completes. Fails also with MESSAGE_TOO_LARGE, and as content does.
     */
    Uni<Void> write(String name, Multi<byte[]> content);
}
