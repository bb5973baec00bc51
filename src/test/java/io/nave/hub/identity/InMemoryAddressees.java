package io.nave.hub.identity;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Who is there and enabled, in memory. Safe for all threads. */
public final class InMemoryAddressees implements Addressees {

    private final Map<ClientId, String> generations = new ConcurrentHashMap<>();

    /** The client is there and enabled. */
    public InMemoryAddressees with(ClientId client, String generationId) {
        generations.put(client, generationId);
        return this;
    }

    @Override
    public Uni<String> generationOf(ClientId client) {
        return Uni.createFrom().item(() -> Optional.ofNullable(generations.get(client)).orElseThrow(() -> missing(client)));
    }

    private RuntimeException missing(ClientId client) {
        boolean device = generations.containsKey(new ClientId(client.device(), Optional.empty()));
        return client.module().isPresent() && device ? ModuleRefusals.notFound(client)
                : IdentityRefusals.notFound(client.device());
    }
}
