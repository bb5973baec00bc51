package io.nave.hub.access;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** The port to the shared access policies. From any thread. */
public interface PolicyStore {

    Uni<Optional<SharedAccessPolicy>> find(String name);

    /** Adds the policy unless there is one of its name; an existing one keeps its keys. */
    Uni<Void> insertIfAbsent(SharedAccessPolicy policy);

    /** Replaces rights and keys. */
    Uni<Void> save(SharedAccessPolicy policy);

    /** All policies, by name. */
    Uni<List<StoredPolicy>> list();

    Uni<Optional<StoredPolicy>> findStored(String name);

    /**
     * Adds a policy unless there are this many already. Fails with CONFLICT when there is one of its name, INVALID_OPERATION
     * when there is no room.
     */
    Uni<StoredPolicy> insert(SharedAccessPolicy policy, int most);

    /** Replaces rights and keys of a policy that still has this version; empty when it has not, or is gone. */
    Uni<Optional<StoredPolicy>> replace(SharedAccessPolicy policy, long version);

    /** Deletes a policy that still has this version; false when it has not, or is gone. */
    Uni<Boolean> delete(String name, long version);
}
