package io.nave.protocol.amqp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** What a back end reads of a delivery, and what it answers. */
final class Deliveries {

    private Deliveries() {
    }

    static void settle(AmqpPeer peer, RawAmqp.Frame delivery, DeliveryState state, boolean settled) {
        Disposition disposition = new Disposition();
        disposition.setRole(Role.RECEIVER);
        disposition.setFirst(((Transfer) delivery.body()).getDeliveryId());
        disposition.setState(state);
        disposition.setSettled(settled);
        peer.wire.send(0, disposition);
    }

    /** What every client needs around a body; .NET fails without some of it (service-protocols §6.5). */
    static void assertEnvelope(RawAmqp.Frame frame, String contentType, Instant enqueuedAt) {
        Transfer transfer = (Transfer) frame.body();
        Message message = messageIn(frame);
        assertThat(transfer.getSettled()).isFalse();
        assertThat(message.getMessageAnnotations().getValue())
                .isEqualTo(Map.of(Symbol.getSymbol("iothub-enqueuedtime"), Date.from(enqueuedAt)));
        assertThat(message.getUserId()).isEqualTo("hub1".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getContentType()).isEqualTo(contentType);
        assertThat(message.getContentEncoding()).isEqualTo("utf-8");
        assertThat(message.getApplicationProperties()).isNull();
        assertThat(message.getMessageId()).isEqualTo(guidOf(transfer.getDeliveryTag()).toString());
    }

    private static Message messageIn(RawAmqp.Frame transfer) {
        Message message = Proton.message();
        message.decode(transfer.payload(), 0, transfer.payload().length);
        return message;
    }

    /** The text in the one data section of a message. */
    static String bodyIn(RawAmqp.Frame transfer) {
        Binary body = ((Data) messageIn(transfer).getBody()).getValue();
        return new String(body.getArray(), body.getArrayOffset(), body.getLength(), StandardCharsets.UTF_8);
    }

    /** As {@code new Guid(tag)} reads it. */
    private static UUID guidOf(Binary tag) {
        assertThat(tag.getLength()).isEqualTo(16);
        ByteBuffer bytes = tag.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long fields = (long) bytes.getInt() << 32 | (bytes.getShort() & 0xFFFFL) << 16 | bytes.getShort() & 0xFFFFL;
        return new UUID(fields, bytes.order(ByteOrder.BIG_ENDIAN).getLong());
    }

    static String conditionIn(Disposition disposition) {
        assertThat(disposition.getSettled()).isTrue();
        assertThat(disposition.getState()).isInstanceOf(Rejected.class);
        return ((Rejected) disposition.getState()).getError().getCondition().toString();
    }
}
