package io.nave.protocol.amqp;

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;

/** Sends the answers of a request node, pre-settled, as credit allows. A peer that lets too many wait loses the link. */
final class ReplyLink implements AmqpLink {

    private static final byte[] TAG = { 0 };
    private static final int MAX_WAITING = 1000;

    private final Sender sender;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    ReplyLink(Sender sender) {
        this.sender = sender;
    }

    void send(byte[] message) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(message);
            onFlow();
        } else {
            waiting.clear();
            sender.setCondition(AmqpErrors.limitExceeded("Too many answers wait for credit"));
            sender.close();
        }
    }

    /** Whether answers can still be sent. */
    boolean isOpen() {
        return sender.getLocalState() == EndpointState.ACTIVE;
    }

    Session session() {
        return sender.getSession();
    }

    /** The target address, which a request names as {@code reply-to}; empty when it has none. */
    String address() {
        boolean named = sender.getRemoteTarget() != null && sender.getRemoteTarget().getAddress() != null;
        return named ? sender.getRemoteTarget().getAddress() : "";
    }

    @Override
    public void onFlow() {
        while (sender.getCredit() > 0 && !waiting.isEmpty()) {
            Delivery delivery = sender.delivery(TAG);
            sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(waiting.remove()));
            delivery.settle();
        }
        if (sender.getDrain()) {
            sender.drained();
        }
    }
}
