package io.nave.hub.methods;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.PresenceStore;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.guessing.Delays;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Takes a method to the connection of its device once, on whichever replica that is. From any thread. */
@Singleton
final class MethodDelivery {

    private final LocalMethods local;
    private final RemoteMethods remote;
    private final PresenceStore presence;
    private final Delays delays;

    MethodDelivery(LocalMethods local, RemoteMethods remote, PresenceStore presence, Delays delays) {
        this.local = local;
        this.remote = remote;
        this.presence = presence;
        this.delays = delays;
    }

    /**
     * Completes no later than the request's time-out after the holder of the connection is known. Fails with
     * SERVICE_UNAVAILABLE when it cannot be known.
     */
    Uni<MethodAnswer> attempt(ClientId client, MethodRequest request) {
        return inTime(request.timeout(), local.invoke(client, request))
                .chain(answer -> isNotOnline(answer) ? elsewhere(client, request) : Uni.createFrom().item(answer));
    }

    /** Also when a connection is here that takes no methods: it may be one that lives on because a call was lost. */
    private Uni<MethodAnswer> elsewhere(ClientId client, MethodRequest request) {
        return presence.holder(client).chain(holder -> at(holder, client, request));
    }

    private Uni<MethodAnswer> at(Optional<ReplicaId> holder, ClientId client, MethodRequest request) {
        return holder.filter(replica -> !remote.isHere(replica))
                .map(replica -> inTime(request.timeout(), remote.invoke(replica, client, request)))
                .orElseGet(() -> Uni.createFrom().item(MethodAnswer.NOT_ONLINE));
    }

    private Uni<MethodAnswer> inTime(Duration timeout, Uni<MethodAnswer> answer) {
        return Uni.join().first(answer, delays.after(timeout).replaceWith(MethodAnswer.TIMED_OUT)).toTerminate();
    }

    static boolean isNotOnline(MethodAnswer answer) {
        return answer instanceof MethodAnswer.Refusal refusal && refusal.code() == ErrorCode.DEVICE_NOT_ONLINE;
    }
}
