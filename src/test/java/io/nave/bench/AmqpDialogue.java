package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * The server's side of one device's connection, frame by frame and without a socket. Its handles are not those of the device.
 */
final class AmqpDialogue {

    /** Added to a handle of the device. */
    static final int HANDLES = 7;

    private final EmbeddedChannel channel;
    private final AmqpReader reader = new AmqpReader(this::frame);
    private final List<Frame> heard = new ArrayList<>();
    private final boolean bytewise;

    /** What the device has sent. */
    record Frame(Object performative, Binary payload) {
    }

    /** {@code bytewise} lets every byte of the server come by itself. */
    AmqpDialogue(Connection device, boolean bytewise) {
        this.channel = new EmbeddedChannel(device);
        this.bytewise = bytewise;
        device.up(channel.pipeline().context(device));
    }

    private void frame(ByteBuf in, int length) {
        int end = in.readerIndex() + length;
        Object performative = AmqpPerformatives.read(in, length);
        byte[] payload = new byte[end - in.readerIndex()];
        in.readBytes(payload);
        heard.add(new Frame(performative, new Binary(payload)));
    }

    /** What the device has sent since this was asked last. */
    List<Frame> heard() {
        channel.runPendingTasks();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            reader.read(channel.alloc(), bytes);
        }
        List<Frame> frames = List.copyOf(heard);
        heard.clear();
        return frames;
    }

    /** The delivery-ids of what it has sent, which must be transfers. */
    List<Integer> deliveries() {
        return heard().stream().map(frame -> ((Transfer) frame.performative()).getDeliveryId().intValue()).toList();
    }

    void greet() {
        say(Unpooled.copyLong(0x414D5150_00010000L));
        Open open = new Open();
        open.setContainerId("hub");
        say(open);
        Begin begin = new Begin();
        begin.setNextOutgoingId(UnsignedInteger.ZERO);
        begin.setIncomingWindow(UnsignedInteger.valueOf(1000));
        begin.setOutgoingWindow(UnsignedInteger.valueOf(1000));
        say(begin);
    }

    /** Answers an attach of the device. */
    void attached(Attach attach) {
        attach.setHandle(UnsignedInteger.valueOf(attach.getHandle().intValue() + HANDLES));
        attach.setRole(attach.getRole() == Role.SENDER ? Role.RECEIVER : Role.SENDER);
        say(attach);
    }

    /** Gives credit for a link of the device, of whose transfers so many have come. */
    void credit(int handle, int seen, int credit) {
        Flow flow = new Flow();
        flow.setNextIncomingId(UnsignedInteger.valueOf(seen));
        flow.setIncomingWindow(UnsignedInteger.valueOf(1000));
        flow.setNextOutgoingId(UnsignedInteger.ZERO);
        flow.setOutgoingWindow(UnsignedInteger.valueOf(1000));
        flow.setHandle(UnsignedInteger.valueOf(handle + HANDLES));
        flow.setDeliveryCount(UnsignedInteger.valueOf(seen));
        flow.setLinkCredit(UnsignedInteger.valueOf(credit));
        say(flow);
    }

    void tokenAnswer(int status) {
        settle(0, null, Accepted.getInstance());
        Message answer = Proton.message();
        answer.setCorrelationId("token");
        answer.setApplicationProperties(new ApplicationProperties(Map.of("status-code", status)));
        byte[] bytes = new byte[256];
        byte[] message = new byte[answer.encode(bytes, 0, bytes.length)];
        System.arraycopy(bytes, 0, message, 0, message.length);
        Transfer transfer = new Transfer();
        transfer.setHandle(UnsignedInteger.valueOf(1 + HANDLES));
        transfer.setDeliveryId(UnsignedInteger.ZERO);
        transfer.setDeliveryTag(new Binary(new byte[1]));
        say(AmqpPerformatives.frame(transfer, message));
    }

    void settle(int first, @Nullable Integer last, DeliveryState state) {
        Disposition disposition = new Disposition();
        disposition.setRole(Role.RECEIVER);
        disposition.setFirst(UnsignedInteger.valueOf(first));
        disposition.setLast(last == null ? null : UnsignedInteger.valueOf(last));
        disposition.setSettled(true);
        disposition.setState(state);
        say(disposition);
    }

    void say(Object performative) {
        say(AmqpPerformatives.frame(performative));
    }

    void say(ByteBuf bytes) {
        channel.runPendingTasks();
        if (bytewise) {
            while (bytes.isReadable()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes.readSlice(1)));
            }
        } else {
            channel.writeInbound(bytes);
        }
        channel.runPendingTasks();
    }

    /** The whole way to where the device may send. */
    void attachAll(int credit) {
        heard();
        greet();
        heard().stream().map(Frame::performative).filter(Attach.class::isInstance).forEach(one -> attached((Attach) one));
        credit(0, 0, 10);
        tokenAnswer(200);
        heard().stream().map(Frame::performative).filter(Attach.class::isInstance).forEach(one -> attached((Attach) one));
        credit(TelemetryAttach.TELEMETRY, 0, credit);
    }
}
