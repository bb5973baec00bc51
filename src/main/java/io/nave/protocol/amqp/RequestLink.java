package io.nave.protocol.amqp;

import java.util.function.BiConsumer;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.message.Message;

/**
 * Takes the requests of a request node. A request is settled before it is answered, because some clients count an answer that
 * overtakes the disposition as a failure (device-protocols §2.4). Credit comes back when a request is answered, so a peer never
 * has more than {@link #CREDIT} in flight.
 */
final class RequestLink implements AmqpLink {

    static final int CREDIT = 100;
    /** The longest request; a token of an identity provider has a few kilobytes. */
    static final int MAX_MESSAGE_SIZE = 256 * 1024;

    private final Receiver receiver;
    private final AmqpTransport transport;
    private final BiConsumer<RequestLink, Message> requested;

    RequestLink(Receiver receiver, AmqpTransport transport, BiConsumer<RequestLink, Message> requested) {
        this.receiver = receiver;
        this.transport = transport;
        this.requested = requested;
    }

    void start() {
        receiver.flow(CREDIT);
    }

    Session session() {
        return receiver.getSession();
    }

    /** A request was answered: another may come. */
    void answered() {
        receiver.flow(1);
        transport.flush();
    }

    @Override
    public void onDelivery(Delivery news) {
        Delivery delivery = receiver.current();
        if (delivery == null) {
            return;
        }
        if (delivery.available() > MAX_MESSAGE_SIZE) {
            receiver.setCondition(AmqpErrors.error("amqp:link:message-size-exceeded",
                    "A request has at most " + MAX_MESSAGE_SIZE + " bytes"));
            receiver.close();
        } else if (!delivery.isPartial()) {
            take(delivery);
        }
    }

    private void take(Delivery delivery) {
        boolean aborted = delivery.isAborted();
        ReadableBuffer bytes = receiver.recv();
        receiver.advance();
        if (!delivery.remotelySettled()) {
            delivery.disposition(Accepted.getInstance());
        }
        delivery.settle();
        transport.flush();
        if (aborted) {
            answered();
            return;
        }
        Message message = Proton.message();
        message.decode(bytes);
        requested.accept(this, message);
    }
}
