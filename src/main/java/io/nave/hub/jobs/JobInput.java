package io.nave.hub.jobs;

import io.smallrye.mutiny.Multi;

/** A file as it was when it was found, so that nobody reads a mixture. From any thread. */
public interface JobInput {

    /** Of another content under the same name it is another number. */
    long version();

    /** In bytes. */
    long size();

    /** The content from this byte on, in pieces as they are asked for. Fails with CONFLICT when it was replaced or deleted. */
    Multi<byte[]> read(long offset);
}
