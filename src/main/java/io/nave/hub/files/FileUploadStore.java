package io.nave.hub.files;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * The port to the uploads of devices and modules. They go with the identity; what has ended or expired is kept for a while,
 * {@link #MAX_ENDED} of a device at most, so that late and repeated reports are told apart from unknown ones. All changes are
 * durable when their Uni completes; every method fails with SERVICE_UNAVAILABLE when the store is away. From any thread.
 */
public interface FileUploadStore {

    /** Uploads that a device and its modules may have under way (semantics §7.4). */
    int MAX_ACTIVE = 10;
    /** Uploads of a device and its modules that are kept when they have ended or expired; the oldest go first. */
    int MAX_ENDED = 10;

    /** What became of the attempt to begin an upload. */
    enum Opening {
        OPENED,
        /** There are as many under way as a device may have. */
        TOO_MANY,
        /** The identity was deleted. */
        UNKNOWN_CLIENT
    }

    /** Begins an upload, unless too many of the device are active at {@code now}, whoever else asks at the same time. */
    Uni<Opening> open(FileUpload upload, Instant now);

    /** The upload of this client with this id. */
    Uni<Optional<FileUpload>> find(ClientId client, String correlationId);

    /** Notes how an open upload has ended; one that has ended before, or is not there, stays as it is. */
    Uni<Void> end(ClientId client, String correlationId, FileUpload.State state);

    /** Forgets uploads that expired before this time. */
    Uni<Void> forget(Instant expiredBefore);
}
