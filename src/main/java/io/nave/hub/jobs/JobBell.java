package io.nave.hub.jobs;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/**
 * Wakes the runners of this replica when a job was added here; what other replicas add they find by looking. From any thread.
 */
@Singleton
public final class JobBell {

    private final BroadcastProcessor<Long> rings = BroadcastProcessor.create();

    /** There may be work. */
    public void ring() {
        rings.onNext(0L);
    }

    /** Every ring from now on; of those that nobody has time for only the last. */
    public Multi<Long> rings() {
        return rings.onOverflow().dropPreviousItems();
    }
}
