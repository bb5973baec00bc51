package io.nave.routing.forwarding;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.outbox.OutboxCursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The forwarders of one endpoint as it is declared, by partition. Called by one at a time. */
final class EndpointForwarding {

    private final ForwardingTools tools;
    private final EndpointSender sender;
    private final Map<Integer, Forwarder> byPartition = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean ending;

    EndpointForwarding(ForwardingTools tools, EndpointSender sender) {
        this.tools = tools;
        this.sender = sender;
    }

    CustomEndpoint endpoint() {
        return tools.endpoint();
    }

    /** The cursors that it works with. */
    List<HeldCursor> held() {
        return byPartition.values().stream().map(Forwarder::held).toList();
    }

    /** A cursor is held until then: goes on; or begins, once what it did before it was lost has ended. */
    void take(OutboxCursor cursor, long until) {
        Forwarder present = byPartition.get(cursor.partition());
        if (present != null && present.held().cursor().epoch() == cursor.epoch() && !present.hasEnded()) {
            present.held().prolonged(until);
        } else if (present != null && !present.hasEnded()) {
            present.held().lost();
            present.stop();
        } else if (!ending) {
            take(new HeldCursor(cursor, until));
        }
    }

    /** Begins to forward a partition. */
    void take(HeldCursor held) {
        Forwarder forwarder = new Forwarder(held, sender.partition(held.cursor().partition()), tools);
        byPartition.put(held.cursor().partition(), forwarder);
        forwarder.start();
    }

    /** Begins to end; returns at once. */
    void end() {
        if (!ending) {
            ending = true;
            Multi.createFrom().iterable(List.copyOf(byPartition.values())).invoke(Forwarder::stop)
                    .onItem().transformToUniAndMerge(Forwarder::ended).collect().last().chain(sender::close)
                    .subscribe().with(ended::complete, ended::completeExceptionally);
        }
    }

    /** Whether nothing is being sent any more. */
    boolean hasEnded() {
        return ended.isDone();
    }

    /** Completes when nothing is being sent any more. Never fails. */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended).onFailure().recoverWithNull();
    }
}
