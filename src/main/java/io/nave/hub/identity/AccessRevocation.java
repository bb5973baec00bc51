package io.nave.hub.identity;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DeviceConnection.CutReason;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.id.DeviceId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;

/** Cuts the live connections of a device that lost a right, on every replica (semantics §9.2). */
@Singleton
final class AccessRevocation {

    private final ConnectionTable connections;
    private final NodeMessenger messenger;
    private final HubMonitor monitor;

    AccessRevocation(ConnectionTable connections, NodeMessenger messenger, HubMonitor monitor) {
        this.connections = connections;
        this.messenger = messenger;
        this.monitor = monitor;
    }

    /**
     * To be called once the change is stored, so that who comes back meets it. The change stands even when the other replicas
     * cannot be told; then that is reported.
     */
    Uni<Void> revoke(DeviceId device) {
        return Uni.createFrom().voidItem()
                .invoke(() -> connections.cutAll(device, CutReason.REVOKED))
                .chain(() -> messenger.tell(new NodeCall.Revoked(device)))
                .onFailure().recoverWithUni(failure -> notTold(device, failure));
    }

    private Uni<Void> notTold(DeviceId device, Throwable failure) {
        monitor.report(new HubEvent.BackgroundFailure("telling other replicas to cut device '" + device + "'", failure));
        return Uni.createFrom().voidItem();
    }
}
