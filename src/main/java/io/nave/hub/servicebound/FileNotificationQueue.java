package io.nave.hub.servicebound;

import java.time.Instant;

import io.smallrye.mutiny.Uni;

/** The port to the notifications of uploaded files that wait for the back end (semantics §7.4). */
public interface FileNotificationQueue extends ServiceBoundQueue<FileNotification> {

    /** Notifications that wait at most; the next one is refused. */
    int MAX_DEPTH = 100_000;

    /**
     * Tells of a file, once for each upload however often this is called until {@code rememberUntil}. Fails with
     * SERVICE_UNAVAILABLE also when too many wait or the engine has no room; then nothing was done.
     */
    Uni<Void> add(String upload, Instant rememberUntil, UploadedFile file);
}
