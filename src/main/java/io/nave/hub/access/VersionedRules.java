package io.nave.hub.access;

import io.nave.hub.id.ETag;

/** The access rules as they are stored; the version grows with every change. */
public record VersionedRules(AccessRules rules, long version) {

    public ETag etag() {
        return new ETag(Long.toString(version));
    }
}
