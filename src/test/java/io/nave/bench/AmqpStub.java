package io.nave.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The AMQP side of a hub in miniature: it grants every token and hands over what is sent. Confined to one connection's thread.
 */
final class AmqpStub {

    private static final int CREDIT = 50;

    private final Messages messages;
    private final AmqpEngine engine = new AmqpEngine(this::handle);
    private @Nullable Sender answers;

    /** Takes messages. */
    interface Messages {

        /** Whether it is taken. */
        boolean send(String to, byte[] body) throws IOException;
    }

    AmqpStub(Messages messages) {
        this.messages = messages;
    }

    void talk(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        WritableByteChannel out = Channels.newChannel(socket.getOutputStream());
        byte[] bytes = new byte[65536];
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            engine.read(ByteBuffer.wrap(bytes, 0, length));
            for (ByteBuffer output = engine.output(); output.hasRemaining(); output = engine.output()) {
                int written = out.write(output);
                engine.written(written);
            }
        }
    }

    private void handle(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> event.getConnection().open();
            case SESSION_REMOTE_OPEN -> event.getSession().open();
            case LINK_REMOTE_OPEN -> opened(event.getLink());
            case DELIVERY -> delivered(event.getDelivery());
            default -> { // the stub gets by without
            }
        }
    }

    private void opened(Link link) {
        link.setSource(link.getRemoteSource());
        link.setTarget(link.getRemoteTarget());
        link.open();
        if (link instanceof Receiver receiver) {
            receiver.flow(CREDIT);
        } else {
            answers = (Sender) link;
        }
    }

    private void delivered(Delivery delivery) {
        if (!(delivery.getLink() instanceof Receiver link) || delivery.isPartial() || !delivery.isReadable()) {
            return;
        }
        byte[] bytes = new byte[delivery.pending()];
        Message message = Proton.message();
        message.decode(bytes, 0, link.recv(bytes, 0, bytes.length));
        delivery.disposition(message.getAddress() == null || take(message) ? Accepted.getInstance() : rejected());
        delivery.settle();
        link.flow(1);
        if (message.getAddress() == null) {
            grant(message);
        }
    }

    private boolean take(Message message) {
        Binary body = ((Data) message.getBody()).getValue();
        byte[] bytes = new byte[body.getLength()];
        System.arraycopy(body.getArray(), body.getArrayOffset(), bytes, 0, bytes.length);
        try {
            return messages.send(message.getAddress(), bytes);
        } catch (IOException e) { // the device has gone
            return true;
        }
    }

    private static Rejected rejected() {
        Rejected rejected = new Rejected();
        rejected.setError(new ErrorCondition(Symbol.valueOf("amqp:resource-limit-exceeded"), "Device Queue depth"));
        return rejected;
    }

    private void grant(Message request) {
        Message answer = Proton.message();
        answer.setCorrelationId(request.getMessageId());
        answer.setApplicationProperties(new ApplicationProperties(Map.of("status-code", 200, "status-description", "OK")));
        byte[] bytes = new byte[1024];
        Sender link = answers;
        if (link != null) {
            link.delivery(new byte[] { 0 });
            link.send(bytes, 0, answer.encode(bytes, 0, bytes.length));
            link.advance();
        }
    }
}
