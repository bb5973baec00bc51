package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** A client of the endpoint on one session, step by step. Handles are numbered in the order of the attaches. */
final class AmqpPeer implements AutoCloseable {

    static final String PARTITION_0 = AmqpEndpoint.EVENT_HUB + "/ConsumerGroups/$Default/Partitions/0";

    final RawAmqp wire;
    private int handles;
    private int deliveries;
    private int cbsRequests = -1;

    AmqpPeer(RawAmqp wire) {
        this.wire = wire;
    }

    /** Opens a connection without a SASL layer, and a session. */
    static AmqpPeer open(AmqpEndpoint endpoint) {
        AmqpPeer peer = new AmqpPeer(new RawAmqp(endpoint.port));
        peer.wire.write(RawAmqp.AMQP_HEADER);
        peer.wire.expectHeader(RawAmqp.AMQP_HEADER);
        peer.openAndBegin();
        return peer;
    }

    /** Opens a connection as {@link #open}, and puts a token for the whole hub. */
    static AmqpPeer authorized(AmqpEndpoint endpoint, String token) {
        AmqpPeer peer = open(endpoint);
        assertThat(statusOf(peer.putToken(token))).isEqualTo(200);
        return peer;
    }

    void openAndBegin() {
        Open open = new Open();
        open.setContainerId("");
        open.setHostname(AmqpEndpoint.HOST);
        wire.send(0, open);
        wire.expect(Open.class);
        wire.send(0, begin());
        wire.expect(Begin.class);
    }

    static Begin begin() {
        Begin begin = new Begin();
        begin.setNextOutgoingId(UnsignedInteger.ZERO);
        begin.setIncomingWindow(UnsignedInteger.valueOf(10_000));
        begin.setOutgoingWindow(UnsignedInteger.valueOf(10_000));
        return begin;
    }

    /** An attach of a receiver. */
    Attach receiver(String address) {
        Source source = new Source();
        source.setAddress(address);
        Target target = new Target();
        target.setAddress("reply-" + handles);
        return attach(Role.RECEIVER, source, target);
    }

    /** An attach of a sender. */
    Attach sender(String address) {
        Target target = new Target();
        target.setAddress(address);
        Attach attach = attach(Role.SENDER, new Source(), target);
        attach.setInitialDeliveryCount(UnsignedInteger.ZERO);
        return attach;
    }

    private Attach attach(Role role, Source source, Target target) {
        Attach attach = new Attach();
        attach.setName(UUID.randomUUID().toString());
        attach.setHandle(UnsignedInteger.valueOf(handles++));
        attach.setRole(role);
        attach.setSource(source);
        attach.setTarget(target);
        return attach;
    }

    /** Attaches and returns the answer. */
    Attach attached(Attach attach) {
        wire.send(0, attach);
        Attach answer = wire.expect(Attach.class);
        assertThat(answer.getName()).isEqualTo(attach.getName());
        assertThat(answer.getRole()).isNotEqualTo(attach.getRole());
        return answer;
    }

    /** Attaches and returns the error of the refusal, which is an attach without termini and then a closing detach. */
    ErrorCondition refused(Attach attach) {
        Attach answer = attached(attach);
        assertThat(answer.getSource()).isNull();
        assertThat(answer.getTarget()).isNull();
        return detached();
    }

    /** The error of the detach that comes next. */
    ErrorCondition detached() {
        Detach detach = wire.expect(Detach.class);
        assertThat(detach.getClosed()).isTrue();
        return detach.getError();
    }

    /** The error of the next detach, flows left out. */
    ErrorCondition detachedAfterFlows() {
        RawAmqp.Frame frame = nextButFlows();
        assertThat(frame.body()).isInstanceOf(Detach.class);
        return ((Detach) frame.body()).getError();
    }

    private RawAmqp.Frame nextButFlows() {
        RawAmqp.Frame frame = wire.next();
        while (frame.body() instanceof Flow) {
            frame = wire.next();
        }
        return frame;
    }

    void credit(Attach attach, int credit, int deliveryCount) {
        wire.send(0, flow(attach, credit, deliveryCount));
    }

    static Flow flow(Attach attach, int credit, int deliveryCount) {
        Flow flow = new Flow();
        flow.setNextIncomingId(UnsignedInteger.ZERO);
        flow.setIncomingWindow(UnsignedInteger.valueOf(10_000_000));
        flow.setNextOutgoingId(UnsignedInteger.ZERO);
        flow.setOutgoingWindow(UnsignedInteger.valueOf(10_000));
        flow.setHandle(attach.getHandle());
        flow.setLinkCredit(UnsignedInteger.valueOf(credit));
        flow.setDeliveryCount(UnsignedInteger.valueOf(deliveryCount));
        return flow;
    }

    /** Attaches to {@code $cbs} in both directions, gives credit, and puts a token. */
    Message putToken(String token) {
        return putToken(token, UUID.randomUUID().toString());
    }

    Message putToken(String token, Object messageId) {
        return putToken("servicebus.windows.net:sastoken", token, messageId);
    }

    Message putToken(String type, String token, Object messageId) {
        if (cbsRequests < 0) {
            cbsRequests = attachNode("$cbs");
        }
        Message request = request(messageId, Map.of("operation", "put-token", "type", type, "name", AmqpEndpoint.HOST));
        request.setBody(new AmqpValue(token));
        send(cbsRequests, request, false);
        assertThat(wire.expect(Disposition.class).getSettled()).isTrue();
        return message();
    }

    /** Attaches a sender and a receiver to a node; returns the handle of the sender. */
    int attachNode(String address) {
        Attach requests = sender(address);
        attached(requests);
        assertThat(wire.expect(Flow.class).getLinkCredit().intValue()).isGreaterThanOrEqualTo(100);
        Attach replies = receiver(address);
        ((Target) replies.getTarget()).setAddress("replies");
        attached(replies);
        credit(replies, 1000, 0);
        return requests.getHandle().intValue();
    }

    static Message request(Object messageId, Map<String, Object> properties) {
        Message message = Proton.message();
        message.setMessageId(messageId);
        message.setReplyTo("replies");
        message.setApplicationProperties(new ApplicationProperties(new LinkedHashMap<>(properties)));
        return message;
    }

    void send(int handle, Message message, boolean settled) {
        Transfer transfer = nextTransfer(handle);
        transfer.setSettled(settled);
        wire.send(0, transfer, encode(message));
    }

    /** The transfer of the next delivery, unsettled. */
    Transfer nextTransfer(int handle) {
        Transfer transfer = new Transfer();
        transfer.setHandle(UnsignedInteger.valueOf(handle));
        transfer.setDeliveryId(UnsignedInteger.valueOf(deliveries));
        transfer.setDeliveryTag(new Binary(Integer.toString(deliveries++).getBytes(StandardCharsets.UTF_8)));
        return transfer;
    }

    /** Sends a delivery in as many frames as it takes. */
    void sendCut(int handle, byte... message) {
        Transfer transfer = nextTransfer(handle);
        for (int from = 0; from < message.length; from += 60_000) {
            int to = Math.min(message.length, from + 60_000);
            transfer.setMore(to < message.length);
            wire.send(0, transfer, Arrays.copyOfRange(message, from, to));
        }
    }

    static byte[] encode(Message message) {
        byte[] bytes = new byte[256 * 1024];
        return Arrays.copyOf(bytes, message.encode(bytes, 0, bytes.length));
    }

    /** The next message that comes, whole, flows left out. */
    Message message() {
        byte[] bytes = transfer().payload();
        Message message = Proton.message();
        message.decode(bytes, 0, bytes.length);
        return message;
    }

    /** The next transfer, flows left out. */
    RawAmqp.Frame transfer() {
        RawAmqp.Frame frame = nextButFlows();
        assertThat(frame.body()).isInstanceOf(Transfer.class);
        return frame;
    }

    /** The next disposition, flows left out. */
    Disposition disposition() {
        RawAmqp.Frame frame = nextButFlows();
        assertThat(frame.body()).isInstanceOf(Disposition.class);
        return (Disposition) frame.body();
    }

    /** The body of the next event. */
    String event() {
        Binary body = ((org.apache.qpid.proton.amqp.messaging.Data) message().getBody()).getValue();
        return new String(body.getArray(), body.getArrayOffset(), body.getLength(), StandardCharsets.UTF_8);
    }

    static Object statusOf(Message reply) {
        return reply.getApplicationProperties().getValue().get("status-code");
    }

    static Symbol symbol(String text) {
        return Symbol.getSymbol(text);
    }

    @Override
    public void close() {
        wire.close();
    }
}
