package io.nave.protocol.mqtt;

import java.time.Clock;
import java.util.List;

import jakarta.inject.Singleton;

import io.nave.hub.access.DeviceAccess;
import io.nave.hub.connections.ConnectionCalls;
import io.nave.hub.connections.SessionState;
import io.nave.hub.connections.SessionStore;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.smallrye.mutiny.Uni;

/** What the sessions of this replica share: the ports of the hub that they use. */
@Singleton
final class MqttSessions {

    private final ConnectionCalls connections;
    private final SessionStore store;
    private final MqttServices services;

    MqttSessions(ConnectionCalls connections, SessionStore store, MqttServices services) {
        this.connections = connections;
        this.store = store;
        this.services = services;
    }

    /** Enters a session and makes its memory what the client asked for; completes when it may be accepted. */
    Uni<MqttSession> open(MqttSession session, DeviceAccess access) {
        // who sent before the connection was noted has woken nobody here
        inBackground("note a connection", connections.enter(session).invoke(session::messagesWaiting));
        return remember(session, access.session().isPresent())
                .chain(() -> announceModel(session))
                .chain(session::follow)
                .replaceWith(session);
    }

    private Uni<Void> remember(MqttSession session, boolean stored) {
        if (session.isClean() && stored) {
            return store.delete(session.client());
        }
        if (!session.isClean() && !stored) { // the next CONNECT is told that there is a session (§1.6)
            return store.save(session.client(), new SessionState(List.of()));
        }
        return Uni.createFrom().voidItem();
    }

    /** Before the client hears that it is connected, so that whoever sees it connected sees what it is. */
    private Uni<Void> announceModel(MqttSession session) {
        return session.modelId().map(model -> services.twins().announceModel(session.client(), model))
                .orElse(Uni.createFrom().voidItem());
    }

    void leave(MqttSession session) {
        inBackground("note the end of a connection", connections.leave(session));
    }

    void takesMethods(MqttSession session) {
        connections.takesMethods(session);
    }

    Uni<Void> save(MqttSession session, SessionState state) {
        return store.save(session.client(), state);
    }

    MqttTelemetry telemetryOf(DeviceAccess access, MqttRequest request) {
        return new MqttTelemetry(access.origin(), request.modelId(), services.telemetry(), services.clock());
    }

    MqttTwinRequests twinsOf(DeviceAccess access) {
        return new MqttTwinRequests(access.origin(), services.twins(), services.monitor(), services.clock());
    }

    MqttDeviceQueue queueOf(DeviceAccess access) {
        return new MqttDeviceQueue(services, access.origin());
    }

    InFlight inFlight(Runnable wakeUp) {
        return new InFlight(services.config().maxInFlight(), services.config().maxInFlightBytes().asLongValue(), wakeUp);
    }

    void report(HubEvent event) {
        services.monitor().report(event);
    }

    Clock clock() {
        return services.clock();
    }

    private void inBackground(String what, Uni<Void> work) {
        work.subscribe().with(done -> {
        }, failure -> services.monitor().report(new BackgroundFailure(what, failure)));
    }
}
