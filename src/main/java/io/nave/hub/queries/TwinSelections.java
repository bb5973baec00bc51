package io.nave.hub.queries;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * Finds devices and modules by what their twins say, for jobs and configurations (semantics §7.1, §7.2). A condition is the
 * text
 * after WHERE, about devices; {@code *} or nothing for all devices; or a text that begins with {@code FROM devices.modules
 * WHERE}, with or without a SELECT before it, about modules. What was written before a call is seen by it. Fails with
 * ARGUMENT_INVALID, which tells line and column, when the text is no condition, and with SERVICE_UNAVAILABLE when the store is
 * away.
 */
public interface TwinSelections {

    /** Fails at once when this is no condition. */
    void check(String condition);

    /** Those that meet it, by device and module id, that come after this one; fewer than {@code max} when there are no more. */
    Uni<List<ClientId>> select(String condition, Optional<ClientId> after, int max);

    /** Of these, those that meet it. */
    Uni<List<ClientId>> among(List<ClientId> candidates, String condition);

    /** How many rows a whole query has, {@code SELECT …}. */
    Uni<Long> count(String query);
}
