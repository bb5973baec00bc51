package io.nave.hub.access;

import io.nave.hub.id.ETag;

/** A shared access policy as it is stored; the version grows with every change. */
public record StoredPolicy(SharedAccessPolicy policy, long version) {

    public ETag etag() {
        return new ETag(Long.toString(version));
    }
}
