package io.nave.routing;

import io.nave.hub.id.ETag;

/** The routing as it is stored; the version grows with every change. */
public record VersionedRouting(RoutingDocument document, long version) {

    public ETag etag() {
        return new ETag(Long.toString(version));
    }
}
