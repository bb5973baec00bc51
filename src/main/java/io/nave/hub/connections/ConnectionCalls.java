package io.nave.hub.connections;

import jakarta.inject.Singleton;

import io.nave.hub.connections.DeviceConnection.CutReason;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Keeps the connection tables of all replicas in agreement: tells the others who connected here, and cuts here who connected or
 * was revoked elsewhere. From any thread.
 */
@Singleton
public final class ConnectionCalls {

    private final ConnectionTable connections;
    private final PresenceStore presence;
    private final NodeMessenger messenger;

    public ConnectionCalls(ConnectionTable connections, PresenceStore presence, NodeMessenger messenger) {
        this.connections = connections;
        this.presence = presence;
        this.messenger = messenger;
    }

    /**
     * Enters a connection that has proved who it is, at once; completes when the other replicas are told and its presence is
     * noted. Both heal by themselves, so nobody has to wait.
     */
    public Uni<Void> enter(DeviceConnection connection) {
        connections.enter(connection);
        ClientId client = connection.client();
        return Uni.join().all(messenger.tell(new NodeCall.Connected(client)), presence.connected(client))
                .andCollectFailures().replaceWithVoid();
    }

    /** Takes a connection out, at once; completes when its absence is noted, unless another has taken its place. */
    public Uni<Void> leave(DeviceConnection connection) {
        if (!connections.leave(connection)) {
            return Uni.createFrom().voidItem();
        }
        return presence.disconnected(connection.client()).chain(() -> noteNewer(connection.client()));
    }

    /** A newer connection may have come while the absence of the older one was being noted. */
    private Uni<Void> noteNewer(ClientId client) {
        return connections.find(client).isPresent() ? presence.connected(client) : Uni.createFrom().voidItem();
    }

    /** Does what the other replicas say, until the messenger stops. */
    public Multi<Void> run() {
        return messenger.calls().invoke(this::obey).onItem().ignore();
    }

    private void obey(NodeCall call) {
        switch (call) {
            case NodeCall.Connected connected -> connections.cut(connected.client(), CutReason.TAKEN_OVER);
            case NodeCall.Revoked revoked -> connections.cutAll(revoked.device(), CutReason.REVOKED);
            case NodeCall.EventsAppended appended -> {
                // the event log's readers listen for it themselves
            }
        }
    }
}
