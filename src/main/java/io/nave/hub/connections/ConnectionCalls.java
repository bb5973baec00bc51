package io.nave.hub.connections;

import jakarta.inject.Singleton;

import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
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
    private final ConnectionReview review;
    private final HubMonitor monitor;

    public ConnectionCalls(ConnectionTable connections, PresenceStore presence, NodeMessenger messenger,
            ConnectionReview review, HubMonitor monitor) {
        this.connections = connections;
        this.presence = presence;
        this.messenger = messenger;
        this.review = review;
        this.monitor = monitor;
    }

    /**
     * Enters a connection that has proved who it is, at once; completes when the other replicas are told and its presence is
     * noted. Both heal by themselves, so nobody has to wait.
     */
    public Uni<Void> enter(DeviceConnection connection) {
        connections.enter(connection);
        return Uni.join().all(messenger.tell(new NodeCall.Connected(connection.client())), presence.connected(connection))
                .andCollectFailures().replaceWithVoid();
    }

    /** Takes a connection out, at once; completes when its absence is noted, unless another has taken its place. */
    public Uni<Void> leave(DeviceConnection connection) {
        if (!connections.leave(connection)) {
            return Uni.createFrom().voidItem();
        }
        return presence.disconnected(connection);
    }

    /** How often somebody may have lost a right; see {@link ConnectionTable#accessChanges()}. */
    public long accessChanges() {
        return connections.accessChanges();
    }

    /** A connection takes direct methods from now on. */
    public void takesMethods(DeviceConnection connection) {
        connections.takesMethods(connection.client());
    }

    /** Does what the other replicas say, until the messenger stops. */
    public Multi<Void> run() {
        return messenger.calls().onItem().transformToUniAndMerge(this::obeyed);
    }

    private Uni<Void> obeyed(NodeCall call) {
        return Uni.createFrom().deferred(() -> obey(call))
                .onFailure().invoke(failure -> monitor.report(new BackgroundFailure("reviewing connections", failure)))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> obey(NodeCall call) {
        switch (call) {
            case NodeCall.Connected connected -> connections.cut(connected.client(), CutReason.TAKEN_OVER);
            case NodeCall.AccessChanged changed -> {
                return review.review(changed.change());
            }
            case NodeCall.DesiredChanged changed -> connections.desiredChanged(changed.change());
            case NodeCall.MessagesWaiting waiting -> connections.messagesWaiting(waiting.client());
            case NodeCall.EventsAppended appended -> {
                // the event log's readers listen for it themselves
            }
            case NodeCall.TwinChanged changed -> {
                // TwinSnapshots listens for it itself
            }
            case NodeCall.AboutMethod method -> {
                // RemoteMethods listens for it itself
            }
        }
        return Uni.createFrom().voidItem();
    }
}
