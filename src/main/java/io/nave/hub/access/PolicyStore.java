package io.nave.hub.access;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** The port to the shared access policies. From any thread. */
public interface PolicyStore {

    Uni<Optional<SharedAccessPolicy>> find(String name);

    /** Adds the policy unless there is one of its name; an existing one keeps its keys. */
    Uni<Void> insertIfAbsent(SharedAccessPolicy policy);

    /** Replaces rights and keys. */
    Uni<Void> save(SharedAccessPolicy policy);
}
