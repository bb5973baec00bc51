package io.nave.hub.methods;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.InvokeMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.MethodAnswered;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * The methods of whoever is connected to another replica, and those that other replicas ask for here. A call or an answer may
 * be lost on the way: whoever asks has a timer. Safe for all threads.
 */
@Singleton
public final class RemoteMethods {

    /** An answer takes as long as a device does, and must not hold up those behind it; callers bound how many there are. */
    private static final int AT_ONCE = Integer.MAX_VALUE;

    private final NodeMessenger messenger;
    private final LocalMethods local;
    private final MethodArrivals arrivals;
    private final ReplicaId replica;
    private final HubMonitor monitor;
    private final ConcurrentMap<Long, Consumer<MethodAnswer>> asked = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    RemoteMethods(NodeMessenger messenger, LocalMethods local, MethodArrivals arrivals, ReplicaId replica,
            HubMonitor monitor) {
        this.messenger = messenger;
        this.local = local;
        this.arrivals = arrivals;
        this.replica = replica;
        this.monitor = monitor;
    }

    /**
     * Completes when the holder answered, or nobody else holds the client; never when the holder cannot answer. Fails with
     * SERVICE_UNAVAILABLE when the holder cannot be known. Cancelling it forgets the call.
     */
    Uni<MethodAnswer> invoke(ClientId client, MethodRequest request) {
        return Uni.createFrom().emitter(caller -> invoke(client, request, caller));
    }

    private void invoke(ClientId client, MethodRequest request, UniEmitter<? super MethodAnswer> caller) {
        long id = lastId.incrementAndGet();
        asked.put(id, caller::complete);
        caller.onTermination(() -> asked.remove(id));
        messenger.tellHolder(client, new InvokeMethod(replica, id, client, request)).subscribe()
                .with(heard -> told(heard, caller), caller::fail);
    }

    private static void told(boolean heard, UniEmitter<? super MethodAnswer> caller) {
        if (!heard) {
            caller.complete(MethodAnswer.NOT_ONLINE);
        }
    }

    /** Does what other replicas ask for and hears what they answer, until the messenger stops; the server subscribes once. */
    public Multi<Void> run() {
        return messenger.calls().onItem().transformToUni(this::obeyed).merge(AT_ONCE);
    }

    private Uni<Void> obeyed(NodeCall call) {
        return Uni.createFrom().deferred(() -> obey(call))
                .onFailure().invoke(failure -> monitor.report(new BackgroundFailure("a method for another replica", failure)))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> obey(NodeCall call) {
        if (call instanceof InvokeMethod wanted) {
            return local.invoke(wanted.client(), wanted.request())
                    .chain(answer -> messenger.tell(wanted.caller(), new MethodAnswered(wanted.id(), answer)));
        }
        if (call instanceof MethodAnswered answered) {
            Optional.ofNullable(asked.get(answered.id())).ifPresent(caller -> caller.accept(answered.answer())); // else late
        } else if (call instanceof NodeCall.Connected connected) {
            arrivals.arrived(connected.client());
        }
        return Uni.createFrom().voidItem();
    }
}
