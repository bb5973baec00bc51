package io.nave.hub.blobs;

import io.smallrye.mutiny.Uni;

/**
 * A file that is being written, piece after piece; what was never published is removed in time. One call at a time, on any
 * thread. Fails with a {@link MessageFileFailure}, after which only {@link #drop} makes sense.
 */
public interface MessageFile {

    /** Adds bytes, at most 4 MB or so, which the caller must not touch again. */
    Uni<Void> append(byte[] piece);

    /** Makes all of it visible at once; it is stored when this completes. Nothing that was there is overwritten. */
    Uni<Void> publish();

    /** Gives it up. Never fails. */
    Uni<Void> drop();
}
