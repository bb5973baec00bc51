package io.nave.hub.files;

import java.time.Instant;

import io.nave.hub.id.ClientId;

/**
 * The upload of one file, from the time that its device asked where to put it. Until {@code expiresAt} the device may write
 * the blob and say what became of it.
 */
public record FileUpload(String correlationId, ClientId client, BlobName blob, Instant expiresAt, State state) {

    /** How far an upload is; what has ended is kept for a while, so that a device may say so again. */
    public enum State {
        OPEN,
        SUCCEEDED,
        FAILED
    }

    /** Whether it takes one of the places that a device has. */
    public boolean isActive(Instant now) {
        return state == State.OPEN && !isExpired(now);
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
