package io.nave.hub.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** Policies in memory. Safe for all threads. */
public final class InMemoryPolicyStore implements PolicyStore {

    private final Map<String, StoredPolicy> policies = new ConcurrentSkipListMap<>();

    @Override
    public Uni<Optional<SharedAccessPolicy>> find(String name) {
        return findStored(name).map(found -> found.map(StoredPolicy::policy));
    }

    @Override
    public Uni<Void> insertIfAbsent(SharedAccessPolicy policy) {
        return Uni.createFrom().voidItem()
                .invoke(() -> policies.putIfAbsent(policy.name(), new StoredPolicy(policy, 0)));
    }

    @Override
    public Uni<Void> save(SharedAccessPolicy policy) {
        return Uni.createFrom().voidItem().invoke(() -> policies.merge(policy.name(), new StoredPolicy(policy, 0),
                (old, fresh) -> new StoredPolicy(policy, old.version() + 1)));
    }

    @Override
    public Uni<List<StoredPolicy>> list() {
        return Uni.createFrom().item(() -> List.copyOf(policies.values()));
    }

    @Override
    public Uni<Optional<StoredPolicy>> findStored(String name) {
        return Uni.createFrom().item(() -> Optional.ofNullable(policies.get(name)));
    }

    @Override
    public Uni<StoredPolicy> insert(SharedAccessPolicy policy, int most) {
        return Uni.createFrom().item(() -> inserted(policy, most));
    }

    private synchronized StoredPolicy inserted(SharedAccessPolicy policy, int most) {
        if (policies.size() >= most) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "no room");
        }
        StoredPolicy stored = new StoredPolicy(policy, 0);
        if (policies.putIfAbsent(policy.name(), stored) != null) {
            throw new HubException(ErrorCode.CONFLICT, "there is one");
        }
        return stored;
    }

    @Override
    public Uni<Optional<StoredPolicy>> replace(SharedAccessPolicy policy, long version) {
        return Uni.createFrom().item(() -> replaced(policy, version));
    }

    private synchronized Optional<StoredPolicy> replaced(SharedAccessPolicy policy, long version) {
        StoredPolicy old = policies.get(policy.name());
        if (old == null || old.version() != version) {
            return Optional.empty();
        }
        StoredPolicy next = new StoredPolicy(policy, version + 1);
        policies.put(policy.name(), next);
        return Optional.of(next);
    }

    @Override
    public Uni<Boolean> delete(String name, long version) {
        return Uni.createFrom().item(() -> deleted(name, version));
    }

    private synchronized boolean deleted(String name, long version) {
        StoredPolicy old = policies.get(name);
        return old != null && old.version() == version && policies.remove(name, old);
    }
}
