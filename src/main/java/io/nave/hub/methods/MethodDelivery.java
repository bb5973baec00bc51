package io.nave.hub.methods;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.guessing.Delays;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;

/** Takes a method to the connection of its device once, on whichever replica that is. From any thread. */
@Singleton
final class MethodDelivery {

    private final LocalMethods local;
    private final RemoteMethods remote;
    private final Delays delays;

    MethodDelivery(LocalMethods local, RemoteMethods remote, Delays delays) {
        this.local = local;
        this.remote = remote;
        this.delays = delays;
    }

    /**
     * Completes no later than the request's time-out after it was delivered. Fails with SERVICE_UNAVAILABLE when the holder of
     * the connection cannot be known.
     */
    Uni<MethodAnswer> attempt(ClientId client, MethodRequest request) {
        return local.isHere(client) ? here(client, request) : elsewhere(client, request);
    }

    /** A connection that takes no methods may be one that lives on because a call was lost: the device may be elsewhere too. */
    private Uni<MethodAnswer> here(ClientId client, MethodRequest request) {
        return inTime(request.timeout(), local.invoke(client, request))
                .chain(answer -> isNotOnline(answer) ? elsewhere(client, request) : Uni.createFrom().item(answer));
    }

    private Uni<MethodAnswer> elsewhere(ClientId client, MethodRequest request) {
        return inTime(request.timeout(), remote.invoke(client, request));
    }

    private Uni<MethodAnswer> inTime(Duration timeout, Uni<MethodAnswer> answer) {
        return Uni.join().first(answer, delays.after(timeout).replaceWith(MethodAnswer.TIMED_OUT)).toTerminate();
    }

    static boolean isNotOnline(MethodAnswer answer) {
        return answer instanceof MethodAnswer.Refusal refusal && refusal.code() == ErrorCode.DEVICE_NOT_ONLINE;
    }
}
