package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.BeforeEach;

import io.nave.hub.id.ClientId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.message.MessageBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Devices on connections to an endpoint: {@code dev1} and {@code dev2} are registered, each with keys of its own. */
class DeviceWireTest extends WireTest {

    static final String KEY_1 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    static final String KEY_2 = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    @BeforeEach
    void register() {
        register("dev1", KEY_1);
        register("dev2", KEY_2);
    }

    void register(String device, String key) {
        endpoint.devices.add(device);
        endpoint.register(device, true, new Credentials.SymmetricKeys(key, key));
    }

    String tokenOf(String device, String key) {
        return Tokens.ofDevice(AmqpEndpoint.HOST + "/devices/" + device, key, inAnHour());
    }

    static String keyOf(String device) {
        return device.equals("dev1") ? KEY_1 : KEY_2;
    }

    /** A connection that shows the tokens of these. */
    AmqpPeer connected(String... devices) {
        AmqpPeer peer = AmqpPeer.open(endpoint);
        for (String device : devices) {
            assertThat(AmqpPeer.statusOf(peer.putToken(tokenOf(device, keyOf(device))))).isEqualTo(200);
        }
        return peer;
    }

    /** Attaches a sender and takes the credit that comes. */
    static int sender(AmqpPeer peer, String address) {
        Attach attach = peer.sender(address);
        peer.attached(attach);
        assertThat(peer.wire.expect(Flow.class).getLinkCredit().intValue()).isPositive();
        return attach.getHandle().intValue();
    }

    /** Attaches a receiver and gives credit. */
    static Attach receiver(AmqpPeer peer, String address, int credit) {
        Attach attach = peer.receiver(address);
        peer.attached(attach);
        peer.credit(attach, credit, 0);
        return attach;
    }

    static Message message(String body) {
        Message message = Proton.message();
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    static Message decoded(RawAmqp.Frame transfer) {
        Message message = Proton.message();
        message.decode(transfer.payload(), 0, transfer.payload().length);
        return message;
    }

    static String bodyOf(Message message) {
        Binary body = ((Data) message.getBody()).getValue();
        return new String(body.getArray(), body.getArrayOffset(), body.getLength(), StandardCharsets.UTF_8);
    }

    static String textOf(MessageBody body) {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    /** What a device says of a delivery. */
    static void settle(AmqpPeer peer, RawAmqp.Frame delivery, DeliveryState state, boolean settled) {
        Disposition disposition = new Disposition();
        disposition.setRole(Role.RECEIVER);
        disposition.setFirst(((Transfer) delivery.body()).getDeliveryId());
        disposition.setState(state);
        disposition.setSettled(settled);
        peer.wire.send(0, disposition);
    }

    static String condition(ErrorCondition error) {
        return error.getCondition().toString();
    }

    boolean isConnected(String device) {
        return endpoint.connections.find(ClientId.of(device)).isPresent();
    }

    static UUID uuid(Object id) {
        return (UUID) id;
    }
}
