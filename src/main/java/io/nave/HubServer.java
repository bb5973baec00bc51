package io.nave;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.ops.HubReadiness;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * The entry point: opens the stores, then the listeners, and keeps the background loops running; on stop drains in reverse
 * order.
 * Runs on Quarkus' main thread, the only one that may wait.
 */
@Singleton
final class HubServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final HubStores stores;
    private final HubLoops loops;
    private final HubListeners listeners;
    private final HubReadiness readiness;
    private final HubMonitor monitor;

    HubServer(HubStores stores, HubLoops loops, HubListeners listeners, HubReadiness readiness, HubMonitor monitor) {
        this.stores = stores;
        this.loops = loops;
        this.listeners = listeners;
        this.readiness = readiness;
        this.monitor = monitor;
    }

    void start(@Observes StartupEvent event) {
        try {
            stores.open().await().atMost(START_LIMIT);
            loops.start();
            listeners.open().await().atMost(START_LIMIT);
            readiness.ready();
        } catch (RuntimeException cause) {
            monitor.report(new HubEvent.BackgroundFailure("the start of the hub", cause));
            Quarkus.asyncExit(1);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        readiness.stopping();
        finish("the listeners", listeners.close());
        finish("the stores", stores.close());
        loops.stop();
    }

    private void finish(String what, Uni<Void> closing) {
        try {
            closing.await().atMost(STOP_LIMIT);
        } catch (RuntimeException cause) {
            monitor.report(new HubEvent.BackgroundFailure("closing " + what, cause));
        }
    }
}
