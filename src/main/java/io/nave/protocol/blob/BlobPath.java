package io.nave.protocol.blob;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.PercentEncoding;
import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.ContainerName;
import io.nave.hub.blobs.QueryFields;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;

/**
 * The path and the query of a blob's URI. Clients encode the slashes of its name or do not (device-protocols §3.6); everything
 * is decoded once.
 */
final class BlobPath {

    /** What stands for bytes that are no UTF-8. */
    private static final char NO_CHARACTER = '\uFFFD';

    private BlobPath() {
    }

    /** Whether a path as it was sent leads into the container. */
    static boolean isIn(ContainerName container, String rawPath) {
        return rawPath.startsWith("/" + container.value() + "/");
    }

    /** Fails with INVALID_RESOURCE_NAME. */
    static BlobName blob(ContainerName container, String rawPath) {
        String name = PercentEncoding.decode(rawPath.substring(container.value().length() + 2));
        if (name.indexOf(NO_CHARACTER) >= 0) {
            throw new BlobRefusal(BlobError.INVALID_RESOURCE_NAME, "The name of a blob is percent-encoded UTF-8");
        }
        try {
            return new BlobName(name);
        } catch (HubException e) {
            throw new BlobRefusal(BlobError.INVALID_RESOURCE_NAME, e.detail());
        }
    }

    /** By name; of a name that stands there twice, the first counts. */
    static Map<String, String> query(@Nullable String rawQuery) {
        return QueryFields.of(rawQuery == null ? "" : rawQuery);
    }
}
