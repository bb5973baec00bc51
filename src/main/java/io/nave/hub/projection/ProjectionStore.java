package io.nave.hub.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * The port to where queries read what is projected. What is older than what is there changes nothing, so batches may come in
 * any order and twice; an identity that is gone, or of another generation by now, is left out. From any thread.
 */
public interface ProjectionStore {

    /**
     * Stores who connected or left, no identity twice. Whom a dead replica is known to have held stays as it is: it is not
     * connected because the replica does not live.
     */
    Uni<Void> storePresence(List<PresenceNote> notes);

    /** Stores when those were last active whom this replica is known to hold. */
    Uni<Void> storeActivity(ReplicaId replica, Map<ClientId, Instant> activities);

    /** The number of a reading of queues that begins now: greater than that of all that began before. */
    Uni<Long> nextReading();

    /** Stores how many messages were in these queues, by a reading. */
    Uni<Void> storeCounts(long reading, Map<QueueId, Integer> counts);

    /** This replica lives for so long from now on; whom a replica holds is connected while it lives. */
    Uni<Void> renew(ReplicaId replica, Duration life);

    /** What queries see of these; those that do not exist are absent. */
    Uni<Map<ClientId, ProjectedState>> find(Collection<ClientId> clients);
}
