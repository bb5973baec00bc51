package io.nave.hub.access;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/** The port to the access rules of the hub; a hub that never had any has {@link AccessRules#OPEN}. From any thread. */
public interface AccessRulesStore {

    Uni<VersionedRules> load();

    /** The version of what is stored, without reading it. */
    Uni<Long> version();

    /**
     * Replaces the rules by what {@code change} makes of them, with nobody changing them between; fails with what it throws.
     * Rules that stay as they are keep their version. Durable when the Uni completes.
     */
    Uni<VersionedRules> change(Function<VersionedRules, AccessRules> change);
}
