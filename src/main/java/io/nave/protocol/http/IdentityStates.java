package io.nave.protocol.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.Presence;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.IdentityState;
import io.smallrye.mutiny.Uni;

/** Asks for what documents show of identities that nobody writes: all at once, however many there are. */
@Singleton
final class IdentityStates {

    private final PresenceStore presence;

    IdentityStates(PresenceStore presence) {
        this.presence = presence;
    }

    /** An identity: what was noted of an earlier one of the same name is not shown. */
    record Identity(ClientId client, String generationId) {
    }

    /** Fails with SERVICE_UNAVAILABLE. */
    Uni<IdentityState> of(Identity identity) {
        return of(List.of(identity)).map(states -> states.get(identity.client()));
    }

    /** Of each of them. Fails with SERVICE_UNAVAILABLE. */
    Uni<Map<ClientId, IdentityState>> of(Collection<Identity> identities) {
        return presence.find(identities.stream().map(Identity::client).toList()).map(found -> states(identities, found));
    }

    private static Map<ClientId, IdentityState> states(Collection<Identity> identities, Map<ClientId, Presence> found) {
        Map<ClientId, IdentityState> states = HashMap.newHashMap(identities.size());
        identities.forEach(identity -> states.put(identity.client(), new IdentityState(presence(identity, found), 0)));
        return states;
    }

    private static Presence presence(Identity identity, Map<ClientId, Presence> found) {
        return Optional.ofNullable(found.get(identity.client()))
                .filter(presence -> presence.generationId().equals(identity.generationId()))
                .orElse(Presence.NEVER);
    }
}
