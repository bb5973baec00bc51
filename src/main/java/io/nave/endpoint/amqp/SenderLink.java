package io.nave.endpoint.amqp;

import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonQoS;
import io.vertx.proton.ProtonSender;

/**
 * The link of one partition (AMQP 1.0 part 2 §2.6): what is sent over it is taken in this order. At least once: each message
 * has
 * an outcome. Confined to the endpoint's loop.
 */
final class SenderLink {

    /** Who sends over it. */
    interface Listener {

        /** It can be sent over, or has more credit. */
        void ready();

        /**
         * It is over, perhaps before it could be used. {@code aboutMessage} when the server says that a message was to blame.
         */
        void ended(EndpointFault fault, boolean aboutMessage);
    }

    private final String address;
    private final Consumer<SenderLink> forgotten;
    private Listener listener;
    private @Nullable ProtonSender sender;
    private boolean attached;
    private boolean ended;

    SenderLink(String address, Consumer<SenderLink> forgotten, Listener listener) {
        this.address = address;
        this.forgotten = forgotten;
        this.listener = listener;
    }

    void listen(Listener next) {
        listener = next;
    }

    void attach(ProtonConnection connection) {
        ProtonSender made = connection.createSender(address);
        sender = made;
        made.setQoS(ProtonQoS.AT_LEAST_ONCE).setAutoSettle(true);
        made.openHandler(opened -> opened(made));
        made.closeHandler(closed -> refused(made));
        made.detachHandler(detached -> refused(made));
        made.sendQueueDrainHandler(flow -> flowed());
        made.open();
    }

    /** A server that refuses a link attaches it without a target, and detaches it with the reason (part 2 §2.6.3). */
    private void opened(ProtonSender made) {
        if (made.getRemoteTarget() != null) {
            attached = true;
            listener.ready();
        }
    }

    private void flowed() {
        if (attached && !ended) {
            listener.ready();
        }
    }

    private void refused(ProtonSender made) {
        ErrorCondition error = made.getRemoteCondition();
        end(PeerErrors.fault("The server closed the link to " + address, error), PeerErrors.isAboutTheMessage(error));
    }

    /** Over for whoever sends, and for the server if it does not know. */
    void end(EndpointFault fault, boolean aboutMessage) {
        if (!ended) {
            close();
            listener.ended(fault, aboutMessage);
        }
    }

    /** Ends it without telling the listener. */
    void close() {
        ended = true;
        forgotten.accept(this);
        ProtonSender made = sender;
        if (made != null && made.isOpen() && !made.getSession().getConnection().isDisconnected()) {
            made.close();
        }
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether there is a connection, so that the server has something to answer. */
    boolean isAsked() {
        return sender != null;
    }

    /** Whether the server has attached it. */
    boolean isAttached() {
        return attached;
    }

    boolean isWritable() {
        ProtonSender made = sender;
        return attached && !ended && made != null && !made.sendQueueFull();
    }

    /** The largest encoded message that the server takes, in bytes. */
    long maxMessageSize() {
        UnsignedLong size = sender == null ? null : sender.getRemoteMaxMessageSize();
        return size == null || size.longValue() <= 0 ? Long.MAX_VALUE : size.longValue();
    }

    /** Sends an encoded message; only when it is writable. The outcome is told once, or never when the link ends before. */
    void send(byte[] encoded, Consumer<@Nullable DeliveryState> outcome) {
        ProtonSender made = sender;
        if (made != null) {
            made.send(new EncodedMessage(encoded), delivery -> updated(delivery, outcome));
        }
    }

    private void updated(ProtonDelivery delivery, Consumer<@Nullable DeliveryState> outcome) {
        boolean decided = delivery.getRemoteState() instanceof Outcome || delivery.remotelySettled();
        if (decided && !ended) {
            outcome.accept(delivery.getRemoteState());
        }
    }
}
