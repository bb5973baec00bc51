package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.servicebound.ServiceBoundMessage;
import io.nave.hub.servicebound.ServiceBoundQueue;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

/**
 * Delivers what the hub tells a back end, feedback batch by batch or notifications of files, and settles it as the back end
 * says
 * (service-protocols §6.5, §6.6). It looks for messages while there is credit: at once, on while there are more, and else every
 * second. Confined to the connection's event loop.
 *
 * <pre>
 *   looking ─► sending ─► unsettled ─accepted─► complete          link gone: all that is unsettled is given back
 *      ▲ └ none: a second ┐    ├─rejected─────► reject
 *      └──────────────────┘    └─released, modified, settled without outcome─► abandon
 * </pre>
 */
final class ServiceBoundLink implements AmqpLink {

    /** How often it is looked while there is nothing: what a link that waits costs. */
    static final Duration PAUSE = Duration.ofSeconds(1);
    /** Messages of one look. */
    private static final int MAX_LOOK = 16;
    /** Messages that a back end may leave unsettled, whatever credit it gives: they come again, and would pile up. */
    static final int MAX_UNSETTLED = 100;
    private static final String WHAT = "Delivering feedback or notifications of files";

    private final AmqpServices services;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Grants grants;
    private final Sender sender;
    private final LinkAddress.ServiceLink address;
    private final ServiceBoundQueue<?> queue;
    private final ServiceBoundMessages messages;
    private final String name = UUID.randomUUID().toString();
    private final Deque<ServiceBoundMessage> unsent = new ArrayDeque<>();
    private Instant nextLook = Instant.MIN;
    private int unsettled;
    private boolean looking;
    private boolean over;

    ServiceBoundLink(AmqpServices services, AmqpTransport transport, AmqpLoop loop, Grants grants, Sender sender,
            LinkAddress.ServiceLink address, ServiceBoundQueue<?> queue) {
        this.services = services;
        this.transport = transport;
        this.loop = loop;
        this.grants = grants;
        this.sender = sender;
        this.address = address;
        this.queue = queue;
        this.messages = new ServiceBoundMessages(services.names());
    }

    @Override
    public void onFlow() {
        if (sender.getDrain()) {
            nextLook = Instant.MIN; // the peer wants to know what there is now
        }
        proceed();
    }

    @Override
    public void onTick() {
        proceed();
    }

    @Override
    public void proceed() {
        if (over || !transport.isWritable()) {
            return;
        }
        sendUnsent();
        if (sender.getCredit() <= 0) {
            nextLook = Instant.MIN; // credit that comes is answered at once
        } else if (!looking && unsent.isEmpty()) {
            lookOrDrain();
        }
    }

    private void lookOrDrain() {
        int most = Math.min(sender.getCredit(), Math.min(MAX_LOOK, MAX_UNSETTLED - unsettled));
        if (most > 0 && !now().isBefore(nextLook)) {
            looking = true;
            loop.await(queue.receive(name, most), this::found, this::notFound);
        } else if (sender.getDrain()) {
            sender.drained();
        }
    }

    private void found(List<? extends ServiceBoundMessage> found) {
        looking = false;
        if (over) {
            giveBack();
            return;
        }
        unsent.addAll(found);
        nextLook = found.isEmpty() ? now().plus(PAUSE) : Instant.MIN;
        proceed();
        transport.flush();
    }

    /** The link stays: back ends that lose it look for faults on their side. */
    private void notFound(Throwable failure) {
        looking = false;
        nextLook = now().plus(PAUSE);
        report(failure);
    }

    private void sendUnsent() {
        while (!unsent.isEmpty() && sender.getCredit() > 0) {
            ServiceBoundMessage message = unsent.remove();
            Delivery delivery = sender.delivery(GuidBytes.of(message.token().value()));
            delivery.setContext(message.token());
            sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(messages.encode(message)));
            sender.advance();
            unsettled++;
        }
    }

    @Override
    public void onDelivery(Delivery news) {
        if (news.getContext() instanceof LockToken token) {
            DeliveryState outcome = news.getRemoteState();
            if (outcome instanceof Accepted) {
                settle(news, queue.complete(token));
            } else if (outcome instanceof Rejected) {
                settle(news, queue.reject(token));
            } else if (outcome instanceof Released || outcome instanceof Modified || news.remotelySettled()) {
                settle(news, queue.abandon(token));
            }
        }
    }

    private void settle(Delivery delivery, Uni<Settlement> settlement) {
        delivery.setContext(null); // what else comes about it changes nothing
        loop.await(settlement, done -> settled(delivery, answer(done)),
                failure -> settled(delivery, AmqpErrors.rejected(failure, now())));
    }

    /** As the service answers: accepted whatever the outcome was, because clients take anything else for a failure. */
    private DeliveryState answer(Settlement done) {
        return switch (done) {
            case DONE -> Accepted.getInstance();
            case LOCK_LOST -> refusal(ErrorCode.DEVICE_MESSAGE_LOCK_LOST, "The lock of this message ran out; it comes again");
            case NOT_FOUND -> refusal(ErrorCode.RESOURCE_NOT_FOUND, "There is no such message any more");
        };
    }

    private Rejected refusal(ErrorCode code, String text) {
        return AmqpErrors.rejected(new HubException(code, text), now());
    }

    /** Who has settled already is told nothing; who waits for our word gets it (device-protocols §2.8). */
    private void settled(Delivery delivery, DeliveryState answer) {
        unsettled--;
        if (over) {
            return;
        }
        if (!delivery.remotelySettled()) {
            delivery.disposition(answer);
        }
        delivery.settle();
        proceed();
        transport.flush();
    }

    @Override
    public void onGrantsChanged() {
        if (!over && !grants.cover(address.text())) {
            onGone();
            sender.setCondition(AmqpErrors.tokenExpired());
            sender.close();
            transport.flush();
        }
    }

    @Override
    public void onGone() {
        if (!over) {
            over = true;
            unsent.clear();
            giveBack();
        }
    }

    private void giveBack() {
        loop.await(queue.release(name), done -> {
            // nobody waits for it
        }, this::report);
    }

    private void report(Throwable failure) {
        services.monitor().report(new BackgroundFailure(WHAT, failure));
    }

    private Instant now() {
        return services.clock().instant();
    }
}
