package io.nave.hub.configurations;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/**
 * The port to the twins that configurations are for, and to what of them is to be looked at. Changes are durable when their Uni
 * completes. Fails with SERVICE_UNAVAILABLE when the store is away. From any thread.
 */
public interface TargetStore {

    /** How many twins have this configuration, by what they say of it. */
    Uni<StateCounts> countStates(ConfigurationId id);

    /** The twins of these; those that are not there are left out. Of an Edge device it is always the device and all modules. */
    Uni<List<TargetTwin>> targets(Collection<ClientId> clients);

    /**
     * Twins that have configurations, by device and module id, after this one; fewer than {@code max} when there are no more.
     */
    Uni<List<ClientId>> configured(Optional<ClientId> after, int max);

    /**
     * Writes what was planned unless the twin or the configurations have changed since; {@code tell} leaves an event for back
     * ends. Answers the version of the desired properties then; empty when nothing was written, because of such a change or
     * because the twin is gone. Fails with TWIN_TOO_LARGE.
     */
    Uni<OptionalLong> apply(TwinPlan plan, long generation, boolean tell);

    /** Claims twins that have changed, for this long; none is given twice while the claim holds. */
    Uni<List<Look>> takeLooks(int max, Duration lease);

    /** They have been looked at. */
    Uni<Void> endLooks(List<Look> looks);

    /** Claims the look at all twins if it is due, for this long. */
    Uni<Optional<PassClaim>> takePass(Duration lease);

    /** Whether the claim still holds; if so it does for this long. */
    Uni<Boolean> renewPass(PassClaim claim, Duration lease);

    /** All twins were looked at; the next time is after {@code pause}, or now when configurations have changed meanwhile. */
    Uni<Void> endPass(PassClaim claim, Duration pause);

    /** A twin that has changed. */
    record Look(long id, ClientId client) {
    }

    /** Who looks at all twins, and at which generation of the configurations. */
    record PassClaim(long epoch, long generation) {
    }

    /** Of the twins that have a configuration: how many, to how many it is applied, and what Edge agents report of it. */
    record StateCounts(long targeted, long applied, long reportedSuccessful, long reportedFailed) {
    }
}
