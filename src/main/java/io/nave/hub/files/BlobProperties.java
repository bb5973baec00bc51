package io.nave.hub.files;

import java.time.Instant;

/** A blob that is there: its size in bytes, and when it was last written. */
public record BlobProperties(long size, Instant modifiedAt) {
}
