package io.nave.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;

/**
 * How a back end comes to send device-bound messages (service-protocols §6.3, §6.4), and what becomes of them:
 *
 * <pre>
 *   open, begin → attach $cbs twice → put-token → 200 → attach /messages/devicebound → opened → send, accepted, send, …
 * </pre>
 *
 * Confined to one thread.
 */
final class AmqpSender {

    private static final String ADDRESS = "/messages/devicebound";

    private final String host;
    private final String token;
    private final Owner owner;
    private final AmqpEngine engine = new AmqpEngine(this::handle);
    private final Session session = engine.connection().session();
    private final Sender requests = session.sender("cbs-sender");
    private final Receiver answers = session.receiver("cbs-receiver");
    private final Sender messages = session.sender("devicebound-sender");
    private boolean asked;
    private boolean opened;
    private long tags;

    /** Who sends. */
    interface Owner {

        /** Messages can be sent now. */
        void opened();

        /** The hub has stored a message: what {@link #send} was given with it. */
        void accepted(Object what);

        /** The hub has not taken it. */
        void refused(Object what, String why);

        /** It goes no further. */
        void broken(String why);
    }

    AmqpSender(String host, String token, Owner owner) {
        this.host = host;
        this.token = token;
        this.owner = owner;
    }

    /** The bytes from and to the hub. */
    AmqpEngine engine() {
        return engine;
    }

    void open() {
        engine.connection().setContainer("bench");
        engine.connection().setHostname(host);
        engine.connection().open();
        session.open();
        attach(requests, CbsToken.NODE);
        Source source = new Source();
        source.setAddress(CbsToken.NODE);
        answers.setSource(source);
        answers.setTarget(new Target());
        answers.open();
        answers.flow(1);
    }

    private static void attach(Sender sender, String address) {
        Target target = new Target();
        target.setAddress(address);
        sender.setTarget(target);
        sender.setSource(new Source());
        sender.open();
    }

    /** Whether the hub takes another message now. */
    boolean hasCredit() {
        return messages.getCredit() > 0;
    }

    /** Sends an encoded message; what becomes of it is told with {@code what}. */
    void send(byte[] message, Object what) {
        Delivery delivery = messages.delivery(ByteBuffer.allocate(Long.BYTES).putLong(tags++).array());
        delivery.setContext(what);
        messages.send(message, 0, message.length);
        messages.advance();
    }

    private void handle(Event event) {
        switch (event.getType()) {
            case LINK_FLOW -> credit(event.getLink());
            case DELIVERY -> delivered(event.getDelivery());
            case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> owner.broken("The hub has closed a link: "
                    + event.getLink().getRemoteCondition());
            case SESSION_REMOTE_CLOSE ->
                owner.broken("The hub has ended the session: " + event.getSession().getRemoteCondition());
            case CONNECTION_REMOTE_CLOSE -> owner.broken("The hub has closed the connection: "
                    + event.getConnection().getRemoteCondition());
            case TRANSPORT_ERROR -> owner.broken("AMQP: " + event.getTransport().getCondition());
            default -> { // the rest of the life of links and deliveries
            }
        }
    }

    private void credit(Link link) {
        if (link == requests && !asked) {
            asked = true;
            putToken();
        } else if (link == messages && !opened && hasCredit()) {
            opened = true;
            owner.opened();
        }
    }

    private void putToken() {
        byte[] request = CbsToken.request(host, token);
        requests.delivery("token".getBytes(StandardCharsets.US_ASCII));
        requests.send(request, 0, request.length);
        requests.advance();
    }

    private void delivered(Delivery delivery) {
        if (delivery.getLink() == answers) {
            answered(delivery);
        } else if (delivery.getLink() == messages && delivery.getRemoteState() != null) {
            Object what = delivery.getContext();
            boolean accepted = delivery.getRemoteState() instanceof Accepted;
            String state = accepted ? "" : delivery.getRemoteState().toString();
            delivery.settle();
            if (accepted) {
                owner.accepted(what);
            } else {
                owner.refused(what, state);
            }
        }
    }

    private void answered(Delivery delivery) {
        if (delivery.isPartial()) {
            return;
        }
        byte[] bytes = new byte[delivery.pending()];
        answers.recv(bytes, 0, bytes.length);
        delivery.settle();
        String refusal = CbsToken.refusal(bytes);
        if (refusal.isEmpty()) {
            attach(messages, ADDRESS);
        } else {
            owner.broken(refusal);
        }
    }
}
