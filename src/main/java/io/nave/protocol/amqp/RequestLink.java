package io.nave.protocol.amqp;

import java.util.function.BiConsumer;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.UnsignedLong;
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
    private boolean over;

    RequestLink(Receiver receiver, AmqpTransport transport, BiConsumer<RequestLink, Message> requested) {
        this.receiver = receiver;
        this.transport = transport;
        this.requested = requested;
    }

    void start() {
        start(CREDIT);
    }

    /** The peer never has more requests in flight than this. */
    void start(int credit) {
        receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_MESSAGE_SIZE));
        receiver.open();
        receiver.flow(credit);
    }

    Session session() {
        return receiver.getSession();
    }

    /** A request was answered: another may come. */
    void answered() {
        if (!over) {
            receiver.flow(1);
            transport.flush();
        }
    }

    @Override
    public void onDelivery(Delivery news) {
        Delivery delivery = receiver.current();
        while (!over && delivery != null && delivery.available() <= MAX_MESSAGE_SIZE && isWhole(delivery)) {
            take(delivery);
            delivery = receiver.current();
        }
        if (!over && delivery != null && delivery.available() > MAX_MESSAGE_SIZE) {
            end("amqp:link:message-size-exceeded", "A request has at most " + MAX_MESSAGE_SIZE + " bytes");
        }
    }

    private static boolean isWhole(Delivery delivery) {
        return !delivery.isPartial() || delivery.isAborted();
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
        } else {
            read(bytes);
        }
    }

    private void read(ReadableBuffer bytes) {
        Message message = Proton.message();
        try {
            message.decode(bytes);
        } catch (RuntimeException | StackOverflowError malformed) { // the latter of values that are nested without end
            end("amqp:decode-error", "The bytes of the transfer are no AMQP message");
            return;
        }
        requested.accept(this, message);
    }

    private void end(String condition, String text) {
        over = true;
        receiver.setCondition(AmqpErrors.error(condition, text));
        receiver.close();
        transport.flush();
    }

    @Override
    public void onGone() {
        over = true;
    }
}
