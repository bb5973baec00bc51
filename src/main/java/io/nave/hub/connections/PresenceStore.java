package io.nave.hub.connections;

import java.util.Collection;
import java.util.Map;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Who is connected and who was, over all replicas: immediate on an observed close, bound to the replica's lease when a replica
 * dies (DESIGN §2). From any thread.
 */
public interface PresenceStore {

    /** Notes that this replica holds the identity now, by this connection. */
    Uni<Void> connected(DeviceConnection connection);

    /** Notes that this connection is over; does nothing when another one, here or elsewhere, has taken its place. */
    Uni<Void> disconnected(DeviceConnection connection);

    /**
     * The presence of these; those that never connected are absent. The last activity is exact of who is connected here and of
     * who is not connected; of who is connected to another replica it is at most ten seconds old. Whom a dead replica held is
     * not connected since the end of its lease, and was last active when it last said so.
     */
    Uni<Map<ClientId, Presence>> find(Collection<ClientId> clients);

    /** Forgets an identity that was deleted; with a device its modules. Doing so again does nothing. */
    Uni<Void> forget(ClientId client);

    /**
     * How many devices are connected on live replicas, modules not counted. Of other replicas the number is a few seconds old
     * at most.
     */
    Uni<Long> count();

    /** Keeps the replica's lease alive; the server subscribes once. */
    Multi<Void> upkeep();
}
