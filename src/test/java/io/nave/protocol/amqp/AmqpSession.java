package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One of several sessions of a raw connection. Handles and deliveries are numbered in each session anew, and names of links may
 * repeat between sessions, so every frame that comes is checked for its channel and handle.
 */
final class AmqpSession {

    private final RawAmqp wire;
    private final int channel;
    private final int hubChannel;
    private int handles;
    private int deliveries;

    /** A link: the attach that was sent, and the hub's handle for it. */
    record Link(Attach attach, int hubHandle) {
    }

    private AmqpSession(RawAmqp wire, int channel, int hubChannel) {
        this.wire = wire;
        this.channel = channel;
        this.hubChannel = hubChannel;
    }

    static AmqpSession begin(RawAmqp wire, int channel) {
        wire.send(channel, AmqpPeer.begin());
        RawAmqp.Frame frame = wire.next();
        assertThat(frame.body()).isInstanceOf(Begin.class);
        assertThat(((Begin) frame.body()).getRemoteChannel().intValue()).isEqualTo(channel);
        return new AmqpSession(wire, channel, frame.channel());
    }

    static Attach sending(String name, String source, String target) {
        return attach(Role.SENDER, name, source, target);
    }

    static Attach receiving(String name, String source, String target) {
        return attach(Role.RECEIVER, name, source, target);
    }

    private static Attach attach(Role role, String name, String source, String target) {
        Source from = new Source();
        from.setAddress(source);
        Target to = new Target();
        to.setAddress(target);
        Attach attach = new Attach();
        attach.setName(name);
        attach.setRole(role);
        attach.setSource(from);
        attach.setTarget(to);
        if (role == Role.SENDER) {
            attach.setInitialDeliveryCount(UnsignedInteger.ZERO);
        }
        return attach;
    }

    /** As {@link #attach}, for links of devices: the modes of settling come back as they were, too. */
    Link open(Attach attach, int credit) {
        Attach answer = answerTo(attach, credit);
        assertThat(answer.getSndSettleMode()).isEqualTo(attach.getSndSettleMode());
        assertThat(answer.getRcvSettleMode()).isEqualTo(attach.getRcvSettleMode());
        return new Link(attach, answer.getHandle().intValue());
    }

    /** Attaches; a sender gets credit and a largest size, a receiver gives credit. Both termini come back as they were. */
    Link attach(Attach attach, int credit) {
        return new Link(attach, answerTo(attach, credit).getHandle().intValue());
    }

    private Attach answerTo(Attach attach, int credit) {
        attach.setHandle(UnsignedInteger.valueOf(handles++));
        wire.send(channel, attach);
        Attach answer = (Attach) next(Attach.class).body();
        assertThat(answer.getName()).isEqualTo(attach.getName());
        assertThat(answer.getRole()).isNotEqualTo(attach.getRole());
        assertThat(((Source) answer.getSource()).getAddress()).isEqualTo(((Source) attach.getSource()).getAddress());
        assertThat(((Target) answer.getTarget()).getAddress()).isEqualTo(((Target) attach.getTarget()).getAddress());
        assertThat(answer.getMaxMessageSize().longValue()).isGreaterThanOrEqualTo(64 * 1024);
        giveOrTakeCredit(attach, answer, credit);
        return answer;
    }

    private void giveOrTakeCredit(Attach attach, Attach answer, int credit) {
        if (attach.getRole() == Role.SENDER) {
            Flow flow = (Flow) next(Flow.class).body();
            assertThat(flow.getHandle()).isEqualTo(answer.getHandle());
            assertThat(flow.getLinkCredit().intValue()).isPositive();
        } else {
            assertThat(answer.getInitialDeliveryCount()).isNotNull();
            wire.send(channel, AmqpPeer.flow(attach, credit, 0));
        }
    }

    /** Sends a delivery of the ordinary format. */
    void send(Link link, Message message, boolean settled) {
        send(link, 0, settled, AmqpPeer.encode(message));
    }

    void send(Link link, long format, boolean settled, byte... payload) {
        Transfer transfer = new Transfer();
        transfer.setHandle(link.attach().getHandle());
        transfer.setMessageFormat(UnsignedInteger.valueOf(format));
        transfer.setDeliveryId(UnsignedInteger.valueOf(deliveries));
        transfer.setDeliveryTag(new Binary(Integer.toString(deliveries++).getBytes(StandardCharsets.UTF_8)));
        transfer.setSettled(settled);
        wire.send(channel, transfer, payload);
    }

    /** What comes next, flows left out, is a transfer on that link. */
    RawAmqp.Frame delivery(Link link) {
        RawAmqp.Frame frame = nextButFlows(Transfer.class);
        assertThat(((Transfer) frame.body()).getHandle().intValue()).isEqualTo(link.hubHandle());
        return frame;
    }

    Message message(Link link) {
        return DeviceWireTest.decoded(delivery(link));
    }

    /** What comes next, flows left out, is this said of a delivery, for good. */
    void expectSettled(Class<? extends DeliveryState> state) {
        Disposition disposition = (Disposition) nextButFlows(Disposition.class).body();
        assertThat(disposition.getState()).isInstanceOf(state);
        assertThat(disposition.getSettled()).isTrue();
    }

    /** Says something of a delivery. */
    void say(RawAmqp.Frame delivery, DeliveryState state, boolean settled) {
        Disposition disposition = new Disposition();
        disposition.setRole(Role.RECEIVER);
        disposition.setFirst(((Transfer) delivery.body()).getDeliveryId());
        disposition.setState(state);
        disposition.setSettled(settled);
        wire.send(channel, disposition);
    }

    void end() {
        wire.send(channel, new End());
        nextButFlows(End.class);
    }

    private RawAmqp.Frame nextButFlows(Class<?> type) {
        RawAmqp.Frame frame = wire.next();
        while (frame.body() instanceof Flow) {
            frame = wire.next();
        }
        return checked(frame, type);
    }

    private RawAmqp.Frame next(Class<?> type) {
        return checked(wire.next(), type);
    }

    private RawAmqp.Frame checked(RawAmqp.Frame frame, Class<?> type) {
        assertThat(frame.body()).isInstanceOf(type);
        assertThat(frame.channel()).isEqualTo(hubChannel);
        return frame;
    }
}
