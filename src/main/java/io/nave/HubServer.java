package io.nave;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.nave.hub.access.PolicyBootstrap;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.ops.HubReadiness;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * The entry point: opens the stores, then the listeners, and keeps the background loops running; on stop drains in reverse
 * order.
 * Runs on Quarkus' main thread, the only one that may wait.
 */
@Singleton
final class HubServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

    private final EventLog log;
    private final PolicyBootstrap policies;
    private final PresenceStore presence;
    private final ConnectionCalls calls;
    private final HubListeners listeners;
    private final HubReadiness readiness;
    private final HubMonitor monitor;
    private List<Cancellable> background = List.of();

    HubServer(EventLog log, PolicyBootstrap policies, PresenceStore presence, ConnectionCalls calls, HubListeners listeners,
            HubReadiness readiness, HubMonitor monitor) {
        this.log = log;
        this.policies = policies;
        this.presence = presence;
        this.calls = calls;
        this.listeners = listeners;
        this.readiness = readiness;
        this.monitor = monitor;
    }

    void start(@Observes StartupEvent event) {
        try {
            log.open().chain(policies::run).await().atMost(START_LIMIT);
            background = List.of(keepRunning("event log upkeep", log.upkeep()),
                    keepRunning("presence lease", presence.upkeep()),
                    keepRunning("calls of other replicas", calls.run()));
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
        finish("the event log", log.close());
        background.forEach(Cancellable::cancel);
    }

    private void finish(String what, Uni<Void> closing) {
        try {
            closing.await().atMost(STOP_LIMIT);
        } catch (RuntimeException cause) {
            monitor.report(new HubEvent.BackgroundFailure("closing " + what, cause));
        }
    }

    /** A loop that fails is reported and started again. */
    private Cancellable keepRunning(String what, Multi<Void> loop) {
        return loop.onFailure().invoke(cause -> monitor.report(new HubEvent.BackgroundFailure(what, cause)))
                .onFailure().retry().withBackOff(RESTART_DELAY, RESTART_DELAY).indefinitely()
                .subscribe().with(done -> {
                });
    }
}
