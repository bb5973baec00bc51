package io.nave.hub.blobs;

import java.util.Map;

import io.nave.hub.files.BlobName;

/** A blob that is to be written: under which condition, and which headers its readers get. */
public record BlobOrder(BlobName blob, BlobCondition condition, Map<String, String> headers) {

    public BlobOrder {
        headers = Map.copyOf(headers);
    }
}
