package io.nave.hub.connections;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The port to connects and disconnects that wait to be told to back ends: they are written in one step with the presence that
 * they tell of, so none is lost with a replica. From any thread.
 */
public interface ConnectionEvents {

    /**
     * An identity connected or disconnected. Of two events of an identity the one with the greater {@code epoch} came later.
     */
    record ConnectionEvent(ClientId client, String generationId, boolean connected, long epoch, Instant at) {
    }

    /** Emits when this replica has written some. */
    Multi<Long> written();

    /**
     * Hands over some that this replica has written or found, in the order in which they happened to an identity, and forgets
     * them when {@code handOver} has completed; when it fails they stay. What another replica has in hand is left to it, and
     * what was handed over less than {@code rest} ago has no successor yet. At least once.
     *
     * @return whether there may be more
     */
    Uni<Boolean> forward(Duration rest, Function<List<ConnectionEvent>, Uni<Void>> handOver);

    /** Looks for events that other replicas have left behind. */
    Uni<Void> look();
}
