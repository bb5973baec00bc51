package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Received;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;

/** Frames that a client may send, and more that it may not: the same for the same seed. */
final class RandomFrames {

    private static final List<String> ADDRESSES = List.of("$cbs", "$management", "/devices/dev1/messages/events",
            "/devices/dev1/messages/devicebound", "/devices/dev1/methods/devicebound", "/devices/dev1/twin",
            "/devices/dev1/modules/m/messages/events", "/devices/nobody/twin", "/devices/", "/messages/devicebound",
            "/messages/serviceBound/feedback", "telemetry/ConsumerGroups/$Default/Partitions/0", "", "/", "amqps://x", "%%%");
    private static final int MAX_PAYLOAD = 2000;

    private final Random random;
    private final RawAmqp wire;

    /** {@code wire} encodes the frames. */
    RandomFrames(Random random, RawAmqp wire) {
        this.random = random;
        this.wire = wire;
    }

    /** One frame: mostly well-formed, sometimes with some bytes changed, now and then nothing like a frame. */
    byte[] next() {
        int kind = random.nextInt(1000);
        byte[] frame = kind < 3 ? bytes(1 + random.nextInt(64)) : wire.frame(0, channel(), performative(), payload());
        if (kind >= 3 && kind < 30) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
        }
        return frame;
    }

    private int channel() {
        return random.nextInt(500) == 0 ? random.nextInt(65_536) : 0;
    }

    private Object performative() {
        return switch (random.nextInt(24)) {
            case 0 -> random.nextInt(20) == 0 ? new Open() : flow();
            case 1 -> random.nextInt(20) == 0 ? AmqpPeer.begin() : transfer();
            case 2, 3, 4, 5 -> attach();
            case 6, 7, 8, 9 -> flow();
            case 10 -> random.nextInt(20) == 0 ? end() : attach();
            case 11 -> close();
            case 12, 13 -> detach();
            case 14, 15, 16 -> disposition();
            default -> transfer();
        };
    }

    private Attach attach() {
        Attach attach = new Attach();
        attach.setName("link-" + random.nextInt(8));
        attach.setHandle(handle());
        attach.setRole(random.nextBoolean() ? Role.SENDER : Role.RECEIVER);
        attach.setInitialDeliveryCount(UnsignedInteger.valueOf(random.nextInt()));
        Source source = new Source();
        source.setAddress(address());
        Target target = new Target();
        target.setAddress(address());
        attach.setSource(random.nextInt(5) == 0 ? null : source);
        attach.setTarget(random.nextInt(5) == 0 ? null : target);
        attach.setSndSettleMode(SenderSettleMode.values()[random.nextInt(3)]);
        attach.setRcvSettleMode(ReceiverSettleMode.values()[random.nextInt(2)]);
        attach.setProperties(Map.of(Symbol.getSymbol("com.microsoft:model-id"), random.nextBoolean() ? "dtmi:x;1" : 7));
        return attach;
    }

    private String address() {
        return ADDRESSES.get(random.nextInt(ADDRESSES.size()));
    }

    private UnsignedInteger handle() {
        return UnsignedInteger.valueOf(random.nextInt(50) == 0 ? random.nextInt() : random.nextInt(8));
    }

    private Flow flow() {
        Flow flow = new Flow();
        flow.setNextIncomingId(UnsignedInteger.valueOf(random.nextInt(4)));
        flow.setIncomingWindow(UnsignedInteger.valueOf(random.nextInt(1000)));
        flow.setNextOutgoingId(UnsignedInteger.valueOf(random.nextInt(4)));
        flow.setOutgoingWindow(UnsignedInteger.valueOf(random.nextInt(1000)));
        if (random.nextInt(4) > 0) {
            flow.setHandle(handle());
            flow.setLinkCredit(UnsignedInteger.valueOf(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(100)));
            flow.setDeliveryCount(UnsignedInteger.valueOf(random.nextInt(10)));
            flow.setDrain(random.nextBoolean());
        }
        flow.setEcho(random.nextInt(5) == 0);
        return flow;
    }

    private End end() {
        End end = new End();
        end.setError(new ErrorCondition(Symbol.getSymbol("amqp:internal-error"), "x"));
        return end;
    }

    private Object close() {
        return random.nextInt(20) == 0 ? new Close() : attach();
    }

    private Detach detach() {
        Detach detach = new Detach();
        detach.setHandle(handle());
        detach.setClosed(random.nextBoolean());
        return detach;
    }

    private Disposition disposition() {
        Disposition disposition = new Disposition();
        disposition.setRole(random.nextBoolean() ? Role.SENDER : Role.RECEIVER);
        int first = random.nextInt(10);
        disposition.setFirst(UnsignedInteger.valueOf(first));
        disposition.setLast(UnsignedInteger.valueOf(first + random.nextInt(5)));
        disposition.setSettled(random.nextBoolean());
        disposition.setState(state());
        return disposition;
    }

    private DeliveryState state() {
        return switch (random.nextInt(6)) {
            case 0 -> new Rejected();
            case 1 -> Released.getInstance();
            case 2 -> new Modified();
            case 3 -> received();
            default -> Accepted.getInstance();
        };
    }

    private static Received received() {
        Received received = new Received();
        received.setSectionNumber(UnsignedInteger.ONE);
        received.setSectionOffset(UnsignedLong.ZERO);
        return received;
    }

    private Transfer transfer() {
        Transfer transfer = new Transfer();
        transfer.setHandle(handle());
        transfer.setDeliveryId(UnsignedInteger.valueOf(random.nextInt(20)));
        transfer.setDeliveryTag(new Binary(bytes(random.nextInt(34))));
        transfer.setMessageFormat(random.nextInt(3) == 0 ? UnsignedInteger.valueOf(0x80013700L) : UnsignedInteger.ZERO);
        transfer.setMore(random.nextInt(4) == 0);
        transfer.setAborted(random.nextInt(20) == 0);
        transfer.setSettled(random.nextBoolean());
        return transfer;
    }

    private byte[] payload() {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> bytes(random.nextInt(MAX_PAYLOAD));
            default -> AmqpPeer.encode(AmqpPeer.request("id", Map.of("operation", "put-token", "type", "x", "name",
                    new String(bytes(5), StandardCharsets.ISO_8859_1))));
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
