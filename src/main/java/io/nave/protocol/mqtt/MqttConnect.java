package io.nave.protocol.mqtt;

import jakarta.inject.Singleton;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.HubNames;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.hub.monitoring.HubMonitor;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.smallrye.mutiny.Uni;
import io.vertx.mqtt.MqttEndpoint;

/**
 * Decides who comes in (device-protocols §1.1 to §1.6): authenticate, take over from an older connection, restore the session,
 * CONNACK, then let the packets through that were held back meanwhile.
 */
@Singleton
final class MqttConnect {

    private static final int SERVER_FAULT = 500;

    private final Authenticator authenticator;
    private final ConnectionTable connections;
    private final MqttSessions sessions;
    private final HubNames names;
    private final HubMonitor monitor;
    private final MqttConfig config;

    MqttConnect(Authenticator authenticator, ConnectionTable connections, MqttSessions sessions, HubNames names,
            HubMonitor monitor, MqttConfig config) {
        this.authenticator = authenticator;
        this.connections = connections;
        this.sessions = sessions;
        this.names = names;
        this.monitor = monitor;
        this.config = config;
    }

    /** Takes a CONNECT, on the connection's event loop. */
    void arrive(MqttEndpoint endpoint, MqttGate gate) {
        Uni.createFrom().deferred(() -> open(endpoint, gate, MqttRequest.of(endpoint, names)))
                .ifNoItem().after(config.connectTimeout()).failWith(MqttConnect::tooSlow)
                .emitOn(gate.eventLoop())
                .subscribe().with(MqttSession::accept, failure -> refuse(endpoint, gate, failure));
    }

    private Uni<MqttSession> open(MqttEndpoint endpoint, MqttGate gate, MqttRequest request) {
        long changes = connections.accessChanges();
        return authenticator.connect(request.client(), request.proof(), request.peer())
                .emitOn(gate.eventLoop())
                .chain(access -> enter(new MqttSession(endpoint, gate, request, access, sessions), access))
                .chain(session -> proveAgain(session, request, changes));
    }

    private Uni<MqttSession> enter(MqttSession session, DeviceAccess access) {
        return session.isClosing() ? Uni.createFrom().item(session) : sessions.open(session, access);
    }

    /** A right that was taken away after it was read and before the session could be cut must not last. */
    private Uni<MqttSession> proveAgain(MqttSession session, MqttRequest request, long changes) {
        return connections.accessChanges() == changes ? Uni.createFrom().item(session)
                : authenticator.connect(request.client(), request.proof(), request.peer()).replaceWith(session);
    }

    private static HubException tooSlow() {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The stores did not answer a CONNECT in time");
    }

    private void refuse(MqttEndpoint endpoint, MqttGate gate, Throwable failure) {
        if (gate.isClosing()) {
            return;
        }
        HubException cause = failure instanceof HubException known ? known
                : new HubException(ErrorCode.SERVICE_UNAVAILABLE, "A store could not be asked", failure);
        monitor.report(new ConnectionRefused(gate.who(), MqttGate.PROTOCOL, cause));
        gate.discard("refused");
        endpoint.reject(returnCodeOf(cause.code()));
    }

    /** 5 for everything that is about the client, whatever it is; 3 says "try again" (device-protocols §1.3). */
    private static MqttConnectReturnCode returnCodeOf(ErrorCode code) {
        boolean later = code.httpStatus() >= SERVER_FAULT || code == ErrorCode.THROTTLING;
        return later ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE
                : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
    }
}
