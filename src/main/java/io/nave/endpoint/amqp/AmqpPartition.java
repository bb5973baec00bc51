package io.nave.endpoint.amqp;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

/**
 * Sends one partition over a link of its own, which it keeps from call to call. When a link was closed because of a message,
 * the
 * next call sends one by one, until it is known which. Confined to the endpoint's loop; called from any thread.
 */
final class AmqpPartition implements PartitionSender {

    private static final int TOGETHER = Integer.MAX_VALUE;
    private static final int ONE_BY_ONE = 1;

    private final BrokerConnection connection;
    private final EndpointMessages messages;
    private final EndpointLoop loop;
    private final Duration patience;
    private @Nullable SenderLink link;
    private int window = TOGETHER;
    private long checkpoint;

    AmqpPartition(BrokerConnection connection, EndpointMessages messages, EndpointLoop loop, Duration patience) {
        this.connection = connection;
        this.messages = messages;
        this.loop = loop;
        this.patience = patience;
    }

    @Override
    public Uni<Delivery> send(List<OutboxEntry> entries) {
        return loop.call(() -> start(entries));
    }

    private Future<Delivery> start(List<OutboxEntry> entries) {
        if (entries.isEmpty()) {
            return Future.succeededFuture(Delivery.upTo(checkpoint));
        }
        BatchSending batch = new BatchSending(entries, messages, window, new Patience(loop, patience));
        return batch.over(link(batch)).map(delivery -> finished(batch, delivery));
    }

    private SenderLink link(BatchSending batch) {
        SenderLink present = link;
        if (present == null || present.isEnded()) {
            present = connection.link(batch);
            link = present;
        } else {
            present.listen(batch);
        }
        return present;
    }

    private Delivery finished(BatchSending batch, Delivery delivery) {
        checkpoint = delivery.checkpoint();
        window = batch.isAmbiguous() ? ONE_BY_ONE : TOGETHER;
        SenderLink used = link;
        if (used != null) {
            used.listen(new Nobody());
        }
        return delivery;
    }

    @Override
    public Uni<Void> close() {
        return loop.call(this::detach);
    }

    private Future<Void> detach() {
        SenderLink last = link;
        if (last != null) {
            last.end(PeerErrors.CLOSED, false);
        }
        return Future.succeededFuture();
    }

    /** Between two calls: what happens then is seen by the next. */
    private static final class Nobody implements SenderLink.Listener {

        @Override
        public void ready() {
            // the next call asks the link
        }

        @Override
        public void ended(EndpointFault fault, boolean aboutMessage) {
            // the next call asks for another link
        }
    }
}
