package io.nave.routing.forwarding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.outbox.OutboxCursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The forwarders of one endpoint as it is declared, by partition. Called by one who waits for each call to complete. */
final class EndpointForwarding {

    private final ForwardingTools tools;
    private final EndpointSender sender;
    private final Map<Integer, Forwarder> byPartition = new HashMap<>();

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

    /** A cursor is held until then: goes on, or begins when it was lost in between. */
    Uni<Void> take(OutboxCursor cursor, long until) {
        Forwarder present = byPartition.get(cursor.partition());
        if (present == null) {
            take(new HeldCursor(cursor, until));
            return Uni.createFrom().voidItem();
        }
        if (present.held().cursor().epoch() == cursor.epoch()) {
            present.held().prolonged(until);
            return Uni.createFrom().voidItem();
        }
        present.held().lost();
        return present.stop().invoke(() -> take(new HeldCursor(cursor, until)));
    }

    /** Begins to forward a partition. */
    void take(HeldCursor held) {
        Forwarder forwarder = new Forwarder(held, sender.partition(held.cursor().partition()), tools);
        byPartition.put(held.cursor().partition(), forwarder);
        forwarder.start();
    }

    /** Completes when nothing is being sent any more. Never fails. */
    Uni<Void> end() {
        return Multi.createFrom().iterable(List.copyOf(byPartition.values())).onItem().transformToUniAndMerge(Forwarder::stop)
                .collect().last().replaceWithVoid().chain(sender::close);
    }
}
