package io.nave.hub.queries;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * The port to where twins are searched. A query sees every write that completed before it. Fails with ARGUMENT_INVALID when a
 * position is of no such query or a value is out of range, and with SERVICE_UNAVAILABLE when the store is away or takes too
 * long. From any thread.
 */
public interface TwinQueryStore {

    /** The rows behind a position, in the order of the query; fewer than {@code max} when there are no more. */
    Uni<List<QueryRow>> find(TwinQuery query, Optional<QueryPosition> after, int max);

    /** How many rows it has. */
    Uni<Long> count(TwinQuery query);
}
