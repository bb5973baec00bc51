package io.nave.hub.blobs;

import java.time.Instant;

/**
 * What lets its holder do what {@code rights} say ({@code rcwdl}, as in {@code sp}) to every blob of the container, until
 * {@code expiresAt}. The URI has the signature in its query: it is a secret.
 */
public record ContainerGrant(String uri, String rights, Instant expiresAt) {

    @Override
    public String toString() {
        return "ContainerGrant[" + rights + " until " + expiresAt + "]";
    }
}
