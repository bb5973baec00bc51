package io.nave.hub.jobs;

import java.util.Optional;

/** The port to containers of blob storage that back ends may name, the hub's own or others. From any thread. */
public interface BlobContainers {

    /**
     * The container; empty when the URI names none that the hub goes to. Fails with BLOB_CONTAINER_VALIDATION_ERROR when its
     * signature is missing, wrong or not in its time, as far as can be told without asking the storage.
     */
    Optional<JobContainer> find(ContainerUri uri);
}
