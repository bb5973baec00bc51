package io.nave.hub.connections;

import io.smallrye.mutiny.Uni;

/** The port to who decides whether a live connection is still entitled to be one. From any thread. */
public interface ConnectionReview {

    /**
     * Looks at the connections of this replica that the change may touch, and cuts those whose proof no longer stands, as well
     * as those of which it cannot be told. To be called once the change is stored.
     */
    Uni<Void> review(AccessChange change);
}
