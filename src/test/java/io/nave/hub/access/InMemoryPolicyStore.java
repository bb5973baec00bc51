package io.nave.hub.access;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.mutiny.Uni;

/** Policies in memory. Safe for all threads. */
public final class InMemoryPolicyStore implements PolicyStore {

    private final Map<String, SharedAccessPolicy> policies = new ConcurrentHashMap<>();

    @Override
    public Uni<Optional<SharedAccessPolicy>> find(String name) {
        return Uni.createFrom().item(() -> Optional.ofNullable(policies.get(name)));
    }

    @Override
    public Uni<Void> insertIfAbsent(SharedAccessPolicy policy) {
        return Uni.createFrom().voidItem().invoke(() -> policies.putIfAbsent(policy.name(), policy));
    }

    @Override
    public Uni<Void> save(SharedAccessPolicy policy) {
        return Uni.createFrom().voidItem().invoke(() -> policies.put(policy.name(), policy));
    }
}
