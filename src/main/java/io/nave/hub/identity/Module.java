package io.nave.hub.identity;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;

/**
 * A module of a device, with credentials of its own (service-protocols §5.7). {@code id} names the device and the module;
 * {@code managedBy} is free text, empty when nothing was said. Whether it may connect its device says.
 */
public record Module(ClientId id, String generationId, ETag etag, String managedBy, Credentials credentials) {

    /** The same module with a new version. */
    public Module withEtag(ETag newEtag) {
        return new Module(id, generationId, newEtag, managedBy, credentials);
    }

    /** The same module with other credentials, as a new version. */
    public Module withCredentials(Credentials changed, ETag newEtag) {
        return new Module(id, generationId, newEtag, managedBy, changed);
    }
}
