package io.nave.routing.endpoints;

import io.smallrye.mutiny.Uni;

/** Carries messages to one endpoint as it is declared; a changed declaration has a sender of its own. From any thread. */
public interface EndpointSender {

    /** Opens what sends one partition of the outbox. */
    PartitionSender partition(int partition);

    /** Closes connections; those of its partitions are closed before. Never fails. */
    Uni<Void> close();
}
