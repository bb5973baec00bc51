package io.nave.hub.jobs;

import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Where a job finds its input or leaves its output: what Azure calls a blob container. Fails like {@link JobFileStore}. */
interface JobContainer {

    Uni<Optional<StoredFile>> find(String name);

    Multi<byte[]> read(StoredFile file, long offset);

    Uni<StoredFile> write(String name, Multi<byte[]> content);
}
