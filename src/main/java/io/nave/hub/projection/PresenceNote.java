package io.nave.hub.projection;

import java.util.Optional;

import io.nave.hub.connections.Presence;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;

/**
 * What was noted of the presence of an identity. {@code replica} is who holds it or, when it is not connected, who died holding
 * it. Of two notes of an identity the one with the greater {@code epoch} is the newer one.
 */
public record PresenceNote(ClientId client, Presence presence, Optional<ReplicaId> replica, long epoch) {

    static PresenceNote newer(PresenceNote one, PresenceNote other) {
        return one.epoch > other.epoch ? one : other;
    }
}
