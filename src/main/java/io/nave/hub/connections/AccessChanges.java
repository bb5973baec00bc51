package io.nave.hub.connections;

import jakarta.inject.Singleton;

import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Uni;

/** Makes a change of access felt at once by who is connected, on every replica (semantics §9.2). */
@Singleton
public final class AccessChanges {

    private final ConnectionReview review;
    private final NodeMessenger messenger;
    private final HubMonitor monitor;

    public AccessChanges(ConnectionReview review, NodeMessenger messenger, HubMonitor monitor) {
        this.review = review;
        this.messenger = messenger;
        this.monitor = monitor;
    }

    /**
     * To be called once the change is stored, so that who comes back meets it. The change stands even when a replica cannot be
     * told; then that is reported.
     */
    public Uni<Void> announce(AccessChange change) {
        return Uni.join().all(reported("reviewing connections", review.review(change)),
                reported("telling other replicas to review connections", tell(change))).andCollectFailures()
                .replaceWithVoid();
    }

    private Uni<Void> tell(AccessChange change) {
        return messenger.tell(new NodeCall.AccessChanged(change));
    }

    private Uni<Void> reported(String what, Uni<Void> work) {
        return work.onFailure().invoke(failure -> monitor.report(new HubEvent.BackgroundFailure(what, failure)))
                .onFailure().recoverWithNull();
    }
}
