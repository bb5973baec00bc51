package io.nave.hub.twins;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.nave.hub.id.ClientId;

/** The store that tests use keeps to the same contract as the real one. */
class InMemoryTwinStoreTest extends TwinStoreContract {

    private final Map<ClientId, String> identities = new ConcurrentHashMap<>();
    private final InMemoryTwinStore store = new InMemoryTwinStore(id -> Optional.ofNullable(identities.get(id)),
            Clock.systemUTC());

    @Override
    protected TwinStore store() {
        return store;
    }

    @Override
    protected void register(ClientId client, String generationId) {
        identities.put(client, generationId);
    }
}
