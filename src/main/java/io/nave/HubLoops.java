package io.nave;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.access.KeysAtRest;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;

/** What runs as long as the hub does. A loop that fails is reported and started again. */
@Singleton
final class HubLoops {

    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

    private final List<Loop> loops;
    private final HubMonitor monitor;
    private List<Cancellable> running = List.of();

    private record Loop(String what, Multi<Void> loop) {
    }

    HubLoops(EventLog log, PresenceStore presence, ReplicaCalls calls, KeysAtRest keys,
            StoredWork work, AccessWatch access, HubMonitor monitor) {
        this.loops = List.of(new Loop("event log upkeep", log.upkeep()),
                new Loop("presence lease", presence.upkeep()),
                new Loop("calls of other replicas", calls.run()),
                new Loop("sealing stored keys", keys.sealAll().toMulti()),
                new Loop("connection events", work.presence().events().run()),
                new Loop("presence for queries", work.presence().projection().run()),
                new Loop("routes", work.routing().run()),
                new Loop("forwarding to endpoints", work.forwarders().run()),
                new Loop("notifications", work.notifications().run()),
                new Loop("lost notices of desired properties", work.desired().run()),
                new Loop("expiry of messages to devices", work.deviceBound().messages().upkeep()),
                new Loop("messages whose wake-up was lost", work.deviceBound().waiting().run()),
                new Loop("feedback on messages to devices", work.deviceBound().feedback().upkeep()),
                new Loop("file uploads", work.uploads().uploads().upkeep()),
                new Loop("notifications of uploaded files", work.uploads().notifications().upkeep()),
                new Loop("jobs of the identity registry", work.jobs().registry().run()),
                new Loop("scheduled jobs", work.jobs().scheduled().run()),
                new Loop("configurations", work.configurations().run()),
                new Loop("sealing stored files", work.files().sealAll().toMulti()),
                new Loop("uploads that nobody finished", work.uploads().blobs().upkeep()),
                new Loop("access rules and certificate authorities", access.run()));
        this.monitor = monitor;
    }

    void start() {
        running = loops.stream().map(this::keepRunning).toList();
    }

    void stop() {
        running.forEach(Cancellable::cancel);
    }

    private Cancellable keepRunning(Loop loop) {
        return loop.loop().onFailure().invoke(cause -> monitor.report(new HubEvent.BackgroundFailure(loop.what(), cause)))
                .onFailure().retry().withBackOff(RESTART_DELAY, RESTART_DELAY).indefinitely()
                .subscribe().with(done -> {
                });
    }
}
