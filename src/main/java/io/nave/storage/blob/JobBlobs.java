package io.nave.storage.blob;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;

/** What jobs do alike in every container. */
final class JobBlobs {

    /** How many bytes of a blob are in memory. */
    static final int BLOCK = 4 << 20;
    static final String TYPE = "text/plain; charset=utf-8";

    private static final byte[] PROBE = "May this hub write here?\n".getBytes(StandardCharsets.UTF_8);

    private JobBlobs() {
    }

    /** A name that nobody else has. */
    static BlobName probe() {
        return new BlobName("nave-probe-" + UUID.randomUUID() + ".txt");
    }

    static byte[] probeContent() {
        return PROBE.clone();
    }

    /** A number of an etag, another one for another etag. */
    static long version(String etag) {
        return UUID.nameUUIDFromBytes(etag.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    static HubException refused(String why) {
        return new HubException(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR, why);
    }

    static HubException replaced(BlobName blob) {
        return new HubException(ErrorCode.CONFLICT, "The file '" + blob + "' was replaced or deleted while it was read");
    }
}
