package io.nave.storage.blob;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import io.nave.hub.blobs.BlobState;

/** A blob's file as it is now. */
record StoredBlob(Path file, EntityTag tag, long size, Instant modifiedAt) {

    BlobState state(Map<String, String> headers) {
        return new BlobState(size, modifiedAt, tag.text(), headers);
    }
}
