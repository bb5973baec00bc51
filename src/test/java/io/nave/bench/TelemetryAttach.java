package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * How a device comes to send telemetry (device-protocols §2.4, §2.5), without a SASL layer, which a client may leave out:
 *
 * <pre>
 *   header, open, begin → begun → attach $cbs twice, credit → credit → put-token → 200 → attach …/messages/events → credit: attached
 * </pre>
 *
 * Confined to the connection's event loop.
 */
final class TelemetryAttach {

    /** The handle of the link that telemetry is sent over. */
    static final int TELEMETRY = 2;
    /** The transfers that were sent before, which is what put the token: deliveries are counted from there. */
    static final int TRANSFERS = 1;

    private static final long HEADER = 0x414D5150_00010000L; // AMQP 1.0 §2.2
    private static final int REQUESTS = 0;
    private static final int ANSWERS = 1;
    private static final UnsignedInteger WINDOW = UnsignedInteger.valueOf(2048);

    private final String host;
    private final String deviceId;
    private final String token;
    private final Consumer<ByteBuf> output;
    private final Map<String, UnsignedInteger> handles = new HashMap<>(); // of the server, by the link's name
    private boolean asked;
    private boolean attached;

    TelemetryAttach(String host, String deviceId, String token, Consumer<ByteBuf> output) {
        this.host = host;
        this.deviceId = deviceId;
        this.token = token;
        this.output = output;
    }

    void open() {
        Open open = new Open();
        open.setContainerId(deviceId);
        open.setHostname(host);
        open.setMaxFrameSize(UnsignedInteger.valueOf(AmqpPerformatives.MAX_FRAME_SIZE));
        Begin begin = new Begin();
        begin.setNextOutgoingId(UnsignedInteger.ZERO);
        begin.setIncomingWindow(WINDOW);
        begin.setOutgoingWindow(WINDOW);
        output.accept(Unpooled.wrappedBuffer(Unpooled.copyLong(HEADER), AmqpPerformatives.frame(open),
                AmqpPerformatives.frame(begin)));
    }

    boolean isAttached() {
        return attached;
    }

    /** Whether a flow is about the link that telemetry is sent over. */
    boolean isOfTelemetry(Flow flow) {
        return flow.getHandle() != null && flow.getHandle().equals(handles.get("telemetry"));
    }

    /** Takes what the server sends until the link is attached. Fails with a {@link BenchFailure} when it says no. */
    void frame(Object performative, ByteBuf payload) {
        switch (performative) {
            case Open open -> { // ours has been sent
            }
            case Disposition accepted -> { // of the message that puts the token: its answer says more
            }
            case Begin begin -> attachToken(begin);
            case Attach attach -> handles.put(attach.getName(), attach.getHandle());
            case Flow flow -> credit(flow);
            case Transfer transfer -> answered(transfer, payload);
            default -> throw new BenchFailure("The server said no: " + performative);
        }
    }

    private void attachToken(Begin begin) {
        Target node = new Target();
        node.setAddress(CbsToken.NODE);
        Source source = new Source();
        source.setAddress(CbsToken.NODE);
        Flow one = new Flow();
        one.setNextIncomingId(begin.getNextOutgoingId());
        one.setIncomingWindow(WINDOW);
        one.setNextOutgoingId(UnsignedInteger.ZERO);
        one.setOutgoingWindow(WINDOW);
        one.setHandle(UnsignedInteger.valueOf(ANSWERS));
        one.setDeliveryCount(UnsignedInteger.ZERO);
        one.setLinkCredit(UnsignedInteger.ONE);
        attach("requests", REQUESTS, Role.SENDER, new Source(), node);
        attach("answers", ANSWERS, Role.RECEIVER, source, new Target());
        output.accept(AmqpPerformatives.frame(one));
    }

    private void attach(String name, int handle, Role role, Source source, Target target) {
        Attach attach = new Attach();
        attach.setName(name);
        attach.setHandle(UnsignedInteger.valueOf(handle));
        attach.setRole(role);
        attach.setSource(source);
        attach.setTarget(target);
        attach.setSndSettleMode(SenderSettleMode.UNSETTLED);
        attach.setRcvSettleMode(ReceiverSettleMode.FIRST);
        if (role == Role.SENDER) {
            attach.setInitialDeliveryCount(UnsignedInteger.ZERO);
        }
        output.accept(AmqpPerformatives.frame(attach));
    }

    private void credit(Flow flow) {
        boolean some = flow.getLinkCredit() != null && flow.getLinkCredit().intValue() != 0;
        if (some && !asked && flow.getHandle() != null && flow.getHandle().equals(handles.get("requests"))) {
            asked = true;
            putToken();
        } else if (some && isOfTelemetry(flow)) {
            attached = true;
        }
    }

    private void putToken() {
        Transfer transfer = new Transfer();
        transfer.setHandle(UnsignedInteger.valueOf(REQUESTS));
        transfer.setDeliveryId(UnsignedInteger.ZERO);
        transfer.setDeliveryTag(new Binary("token".getBytes(StandardCharsets.US_ASCII)));
        transfer.setMessageFormat(UnsignedInteger.ZERO);
        output.accept(AmqpPerformatives.frame(transfer, CbsToken.request(host + "/devices/" + deviceId, token)));
    }

    private void answered(Transfer transfer, ByteBuf payload) {
        byte[] answer = new byte[payload.readableBytes()];
        payload.readBytes(answer);
        String refusal = CbsToken.refusal(answer);
        if (!refusal.isEmpty()) {
            throw new BenchFailure(refusal);
        }
        Disposition accepted = new Disposition();
        accepted.setRole(Role.RECEIVER);
        accepted.setFirst(transfer.getDeliveryId());
        accepted.setSettled(true);
        accepted.setState(Accepted.getInstance());
        output.accept(AmqpPerformatives.frame(accepted));
        Target target = new Target();
        target.setAddress("/devices/" + deviceId + "/messages/events");
        attach("telemetry", TELEMETRY, Role.SENDER, new Source(), target);
    }
}
