package io.nave.hub.blobs;

import io.smallrye.mutiny.Multi;

/** A blob that is open for reading: what it was then stays readable although it is replaced or deleted meanwhile. */
public interface BlobContent {

    BlobState state();

    /** These bytes in pieces as they are asked for, once; closes when done. */
    Multi<byte[]> bytes(long from, long length);

    /** For who does not read after all. */
    void close();
}
