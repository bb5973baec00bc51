package io.nave.hub.eventlog;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** The consumer groups of the built-in endpoint; {@code $Default} always exists and names are compared without case. */
public interface ConsumerGroupStore {

    /** The group that always exists. */
    String DEFAULT = "$Default";

    /** All names, {@code $Default} first. */
    Uni<List<String>> list();

    Uni<Boolean> exists(String name);

    /** Creates a group; true when it is new. */
    Uni<Boolean> create(String name);

    /** Deletes a group; true when it was there. */
    Uni<Boolean> delete(String name);
}
