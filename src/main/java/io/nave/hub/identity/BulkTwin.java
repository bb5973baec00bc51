package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.id.EtagCondition;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinWrite;

/**
 * What a bulk item says of the twin (semantics §7.3); sections that are left out or empty stay. {@code condition} is about the
 * twin alone and counts in conditional modes. Reported properties come with fleets that move here from another hub.
 */
public record BulkTwin(Optional<TwinPatch> tags, Optional<TwinPatch> desired, Optional<TwinPatch> reported,
        EtagCondition condition) {

    boolean isEmpty() {
        return tags.isEmpty() && desired.isEmpty() && reported.isEmpty();
    }

    /** Modes that are about the identity overwrite what they name; those about the twin merge. */
    TwinWrite write(ImportMode mode) {
        return new TwinWrite(tags, desired, !mode.isOfTwin());
    }
}
