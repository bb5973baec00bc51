package io.nave.hub.connections;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Who is connected, over all replicas: immediate on an observed close, bound to the replica's lease when a replica dies (DESIGN
 * §2). From any thread.
 */
public interface PresenceStore {

    /** Notes that this replica holds the identity now. */
    Uni<Void> connected(ClientId client);

    /** Notes that this replica no longer holds it; does nothing when another replica holds it by now. */
    Uni<Void> disconnected(ClientId client);

    /** Which of these are connected on a live replica, and since when in milliseconds since 1970; the others are absent. */
    Uni<Map<ClientId, Long>> connectedSince(Collection<ClientId> clients);

    /** The live replica that holds an identity. */
    Uni<Optional<ReplicaId>> holder(ClientId client);

    /**
     * How many devices are connected on live replicas, modules not counted. Of other replicas the number is a few seconds old
     * at most.
     */
    Uni<Long> count();

    /** Keeps the replica's lease alive; the server subscribes once. */
    Multi<Void> upkeep();
}
