package io.nave.protocol.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.Presence;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.IdentityState;
import io.smallrye.mutiny.Uni;

/** Asks for what documents show of identities that nobody writes: all at once, however many there are. */
@Singleton
final class IdentityStates {

    private final PresenceStore presence;
    private final DeviceBoundQueue queues;

    IdentityStates(PresenceStore presence, DeviceBoundQueue queues) {
        this.presence = presence;
        this.queues = queues;
    }

    /** An identity: what was noted of an earlier one of the same name is not shown. */
    record Identity(ClientId client, String generationId) {

        QueueId queue() {
            return new QueueId(client.device(), generationId);
        }

        /** Modules have no queue. */
        boolean isDevice() {
            return client.module().isEmpty();
        }
    }

    private record Known(Map<ClientId, Presence> presences, Map<QueueId, Integer> depths) {

        IdentityState state(Identity identity) {
            Presence presence = Optional.ofNullable(presences.get(identity.client()))
                    .filter(noted -> noted.generationId().equals(identity.generationId()))
                    .orElse(Presence.NEVER);
            return new IdentityState(presence, identity.isDevice() ? depths.getOrDefault(identity.queue(), 0) : 0);
        }
    }

    /** Fails with SERVICE_UNAVAILABLE. */
    Uni<IdentityState> of(Identity identity) {
        return of(List.of(identity)).map(states -> states.get(identity.client()));
    }

    /** Of each of them. Fails with SERVICE_UNAVAILABLE. */
    Uni<Map<ClientId, IdentityState>> of(Collection<Identity> identities) {
        List<QueueId> devices = identities.stream().filter(Identity::isDevice).map(Identity::queue).toList();
        return Uni.combine().all().unis(presence.find(identities.stream().map(Identity::client).toList()), depths(devices))
                .with(Known::new).map(known -> states(identities, known));
    }

    private Uni<Map<QueueId, Integer>> depths(List<QueueId> devices) {
        return devices.isEmpty() ? Uni.createFrom().item(Map.of()) : queues.depths(devices);
    }

    private static Map<ClientId, IdentityState> states(Collection<Identity> identities, Known known) {
        Map<ClientId, IdentityState> states = HashMap.newHashMap(identities.size());
        identities.forEach(identity -> states.put(identity.client(), known.state(identity)));
        return states;
    }
}
