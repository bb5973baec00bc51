package io.nave.hub.configurations;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/** Wakes this replica's runner when a configuration was changed here; what other replicas change it finds by looking. */
@Singleton
final class ConfigurationBell {

    private final BroadcastProcessor<Long> rings = BroadcastProcessor.create();

    void ring() {
        rings.onNext(0L);
    }

    Multi<Long> rings() {
        return rings.onOverflow().dropPreviousItems();
    }
}
