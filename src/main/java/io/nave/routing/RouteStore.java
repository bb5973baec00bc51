package io.nave.routing;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * The port to what is declared about routing; a hub that never had any has {@link RoutingDocument#NEW_HUB}. From any thread.
 */
public interface RouteStore {

    Uni<VersionedRouting> load();

    /** The version of what is stored, without reading it. */
    Uni<Long> version();

    /**
     * Replaces the document by what {@code change} makes of it, with nobody changing it between; fails with what it throws. One
     * that stays as it is keeps its version. Durable when the Uni completes.
     */
    Uni<VersionedRouting> change(Function<VersionedRouting, RoutingDocument> change);
}
