package io.nave.hub.files;

import java.time.Instant;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * The port to the container where uploaded files lie, which speaks the block-blob protocol to devices. Every method fails with
 * DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED when the hub has none, and {@link #find} with SERVICE_UNAVAILABLE when it is away.
 * From any thread.
 */
public interface BlobStore {

    /** Lets whoever has the answer read and write one blob until {@code expiry}. */
    UploadTarget grant(BlobName blob, Instant expiry);

    /**
     * Where a blob lies, as the back end is told: {@code https://{host}/{container}/{blob}}, percent-encoded, without a token.
     */
    String uri(BlobName blob);

    /**
     * The URI of the whole container with a signature in its query, a secret: whoever has it may do to every blob what
     * {@code rights} say, in the order r, c, w, d, l, until {@code expiry}.
     */
    String containerUri(String rights, Instant expiry);

    /** The blob, when all of it is there: what is being written, or was written in part, is not. */
    Uni<Optional<BlobProperties>> find(BlobName blob);
}
