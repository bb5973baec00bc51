package io.nave.protocol.amqp;

import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;

/**
 * Sends answers, pre-settled, as credit allows and the socket has room. A peer that lets too many wait loses the link.
 */
final class ReplyLink implements AmqpLink {

    private static final byte[] TAG = { 0 };
    private static final int MAX_WAITING = 1000;

    private final Sender sender;
    private final AmqpTransport transport;
    private final BlockedLinks blocked;
    private final Deque<Answer> waiting = new ArrayDeque<>();

    private record Answer(ReadableBuffer message, Runnable sent) {
    }

    ReplyLink(Sender sender, AmqpTransport transport, BlockedLinks blocked) {
        this.sender = sender;
        this.transport = transport;
        this.blocked = blocked;
    }

    void send(byte[] message) {
        send(message, () -> {
        });
    }

    /** {@code sent} is run when the message is on its way, or never will be. */
    void send(byte[] message, Runnable sent) {
        if (waiting.size() < MAX_WAITING && isOpen()) {
            waiting.add(new Answer(ReadableBuffer.ByteBufferReader.wrap(message), sent));
            proceed();
        } else {
            sent.run();
            refuse();
        }
    }

    private void refuse() {
        if (isOpen()) {
            sender.setCondition(AmqpErrors.limitExceeded("Too many answers wait for credit"));
            sender.close();
        }
        onGone();
    }

    /** Whether answers can still be sent. */
    boolean isOpen() {
        return sender.getLocalState() == EndpointState.ACTIVE && !transport.isClosed();
    }

    /** Whether a message would be sent at once. */
    boolean hasRoom() {
        return isOpen() && waiting.isEmpty() && sender.getCredit() > 0 && transport.isWritable();
    }

    /** Whether the peer reads what is written. */
    boolean isHeard() {
        return isOpen() && transport.isWritable();
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
        proceed();
        if (sender.getDrain() && waiting.isEmpty()) {
            sender.drained();
        }
    }

    @Override
    public void proceed() {
        while (sender.getCredit() > 0 && !waiting.isEmpty() && transport.isWritable()) {
            Answer answer = waiting.remove();
            Delivery delivery = sender.delivery(TAG);
            sender.sendNoCopy(answer.message());
            delivery.settle();
            answer.sent().run();
        }
        if (!waiting.isEmpty() && !transport.isWritable()) {
            blocked.add(this);
        }
    }

    @Override
    public void onGone() {
        blocked.remove(this);
        waiting.forEach(answer -> answer.sent().run());
        waiting.clear();
    }
}
