package io.nave.hub.blobs;

import io.smallrye.mutiny.Uni;

/** A container that files of messages are written to. Fails with a {@link MessageFileFailure}. From any thread. */
public interface MessageContainer {

    /** Begins a file that nobody sees until it is published, under the first of these names that is free. */
    Uni<MessageFile> begin(MessageFileName name);
}
