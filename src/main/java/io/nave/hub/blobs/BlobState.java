package io.nave.hub.blobs;

import java.time.Instant;
import java.util.Map;

/**
 * A blob that is there: its size in bytes, when it was written, an etag with its quotation marks that each writing changes, and
 * the headers that its writer gave it ({@code content-type}, {@code x-ms-meta-…}), by names in small letters.
 */
public record BlobState(long size, Instant modifiedAt, String etag, Map<String, String> headers) {

    public BlobState {
        headers = Map.copyOf(headers);
    }
}
