package io.nave.hub.jobs;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/** Wakes this replica's runner when a job was added here; what other replicas add it finds by looking. */
@Singleton
final class JobBell {

    private final BroadcastProcessor<Long> rings = BroadcastProcessor.create();

    void ring() {
        rings.onNext(0L);
    }

    Multi<Long> rings() {
        return rings.onOverflow().dropPreviousItems();
    }
}
