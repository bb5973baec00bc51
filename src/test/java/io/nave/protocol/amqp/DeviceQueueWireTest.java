package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of the queue on their way to a device, and what it says of them (device-protocols §2.8). */
final class DeviceQueueWireTest extends DeviceWireTest {

    private static final String NODE = "/devices/dev1/messages/devicebound";
    private static final QueueId QUEUE = new QueueId(new DeviceId("dev1"), ListedAddressees.GENERATION);

    private void enqueue(String... bodies) {
        for (String body : bodies) {
            enqueue(Map.of(), Map.of(), body);
        }
        endpoint.connections.messagesWaiting(io.nave.hub.id.ClientId.of("dev1"));
    }

    private void enqueue(Map<SystemProperty, String> system, Map<String, String> application, String body) {
        Instant expiry = clock.instant().plus(Duration.ofHours(1));
        endpoint.queue.enqueue(QUEUE, new DeviceBoundMessage(system, application,
                MessageBody.of(body.getBytes(StandardCharsets.UTF_8))), expiry).await().indefinitely();
    }

    private QueueView view() {
        return endpoint.queue.view(QUEUE, 100).await().indefinitely();
    }

    private int depth() {
        return endpoint.queue.depths(java.util.List.of(QUEUE)).await().indefinitely().getOrDefault(QUEUE, 0);
    }

    @Test
    void messageHasWhatEveryClientNeeds() {
        enqueue(Map.of(SystemProperty.MESSAGE_ID, "m-1", SystemProperty.CORRELATION_ID, "c-1", SystemProperty.USER_ID, "u",
                SystemProperty.CONTENT_TYPE, "application/json", SystemProperty.CONTENT_ENCODING, "utf-8",
                SystemProperty.ABSOLUTE_EXPIRY_TIME, "2031-02-03T04:05:06.789Z", SystemProperty.ACK, "full"),
                Map.of("key", "välue"), "hello");
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 1);
            RawAmqp.Frame frame = peer.transfer();
            Transfer transfer = (Transfer) frame.body();
            Message message = decoded(frame);
            assertThat(transfer.getSettled()).isFalse();
            assertThat(transfer.getDeliveryTag().getLength()).isEqualTo(16);
            Map<?, Object> annotations = message.getMessageAnnotations().getValue().entrySet().stream()
                    .collect(java.util.stream.Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue));
            assertThat(annotations.get("x-opt-sequence-number")).isInstanceOf(UnsignedLong.class);
            assertThat(annotations.get("iothub-enqueuedtime")).isEqualTo(Date.from(clock.instant()));
            assertThat(annotations.get("iothub-deliverycount")).isEqualTo(UnsignedByte.valueOf((byte) 0));
            Binary tag = transfer.getDeliveryTag();
            byte[] token = GuidBytes.of(java.util.UUID.fromString((String) annotations.get("x-opt-lock-token")));
            assertThat(tag).isEqualTo(new Binary(token));
            assertThat(message.getMessageId()).isEqualTo("m-1");
            assertThat(message.getCorrelationId()).isEqualTo("c-1");
            assertThat(message.getUserId()).isEqualTo("u".getBytes(StandardCharsets.UTF_8));
            assertThat(message.getContentType()).isEqualTo("application/json");
            assertThat(message.getAddress()).isEqualToIgnoringCase(NODE);
            assertThat(message.getExpiryTime()).isEqualTo(Instant.parse("2031-02-03T04:05:06.789Z").toEpochMilli());
            assertThat(message.getApplicationProperties().getValue()).isEqualTo(Map.of("key", "välue", "iothub-ack", "full"));
            assertThat(bodyOf(message)).isEqualTo("hello");
        }
    }

    @Test
    void acceptedCompletesAndWeSettle() {
        enqueue("a", "b");
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.receiver(NODE);
            attach.setRcvSettleMode(ReceiverSettleMode.SECOND);
            assertThat(peer.attached(attach).getRcvSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
            peer.credit(attach, 10, 0);
            RawAmqp.Frame a = peer.transfer();
            RawAmqp.Frame b = peer.transfer();
            settle(peer, a, Accepted.getInstance(), false);
            Disposition answer = peer.disposition();
            assertThat(answer.getState()).isInstanceOf(Accepted.class);
            assertThat(answer.getSettled()).isTrue();
            settle(peer, b, Accepted.getInstance(), true);
            Awaitility.await().until(() -> depth() == 0);
        }
    }

    @Test
    void rejectedIsDeadLettered() {
        enqueue("a", "b");
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10);
            settle(peer, peer.transfer(), new Rejected(), true);
            Modified undeliverable = new Modified();
            undeliverable.setUndeliverableHere(true);
            settle(peer, peer.transfer(), undeliverable, true);
            Awaitility.await().until(() -> depth() == 0);
            assertThat(view().deadLetters()).hasSize(2);
        }
    }

    @Test
    void releasedAndModifiedComeBackAndCount() {
        enqueue("a");
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10);
            settle(peer, peer.transfer(), Released.getInstance(), true);
            RawAmqp.Frame again = peer.transfer();
            assertThat(countOf(again)).isEqualTo(1);
            settle(peer, again, new Modified(), true);
            assertThat(countOf(peer.transfer())).isEqualTo(2);
        }
    }

    private static int countOf(RawAmqp.Frame frame) {
        Object count = decoded(frame).getMessageAnnotations().getValue().get(AmqpPeer.symbol("iothub-deliverycount"));
        return ((UnsignedByte) count).intValue();
    }

    @Test
    void noMoreThanTheCreditIsSent() {
        enqueue("a", "b", "c");
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = receiver(peer, NODE, 1);
            RawAmqp.Frame a = peer.transfer();
            settle(peer, a, Accepted.getInstance(), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
            Awaitility.await().during(Duration.ofMillis(200)).until(() -> depth() == 2);
            peer.credit(attach, 2, 1);
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("b");
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("c");
        }
    }

    @Test
    void drainIsAnswered() {
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.receiver(NODE);
            peer.attached(attach);
            Flow drain = AmqpPeer.flow(attach, 5, 0);
            drain.setDrain(true);
            peer.wire.send(0, drain);
            Flow answer = peer.wire.expect(Flow.class);
            assertThat(answer.getLinkCredit().intValue()).isZero();
            assertThat(answer.getDeliveryCount().intValue()).isEqualTo(5);
        }
    }

    @Test
    void messageThatIsSentLaterComesAtOnce() {
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 100);
            enqueue("now");
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("now");
        }
    }

    @Test
    void lockThatRanOutBringsTheMessageAgainAndTheOldOneIsLost() {
        enqueue("a");
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10);
            RawAmqp.Frame first = peer.transfer();
            clock.advance(Duration.ofSeconds(61));
            RawAmqp.Frame second = peer.transfer();
            assertThat(bodyOf(decoded(second))).isEqualTo("a");
            assertThat(((Transfer) second.body()).getDeliveryTag()).isNotEqualTo(((Transfer) first.body()).getDeliveryTag());
            settle(peer, first, Accepted.getInstance(), false);
            Rejected answer = (Rejected) peer.disposition().getState();
            assertThat(condition(answer.getError())).isEqualTo("com.microsoft:message-lock-lost");
            settle(peer, second, Accepted.getInstance(), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void whatWasNotSettledComesToTheNextConnectionAtOnce() {
        enqueue("a", "b");
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10);
            peer.transfer();
            peer.transfer();
        }
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10);
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("a");
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("b");
        }
    }

    @Test
    void linkThatAsksForSettledMessagesGetsThemOnce() {
        enqueue("a");
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.receiver(NODE);
            attach.setSndSettleMode(SenderSettleMode.SETTLED);
            peer.attached(attach);
            peer.credit(attach, 10, 0);
            assertThat(((Transfer) peer.transfer().body()).getSettled()).isTrue();
            Awaitility.await().until(() -> depth() == 0);
        }
    }

    @Test
    void windowIsBounded() {
        for (int i = 0; i < 60; i++) {
            enqueue(Map.of(), Map.of(), "m" + i);
        }
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 10_000);
            RawAmqp.Frame first = peer.transfer();
            for (int i = 1; i < DeviceQueueLink.WINDOW; i++) {
                assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("m" + i);
            }
            settle(peer, first, Accepted.getInstance(), true);
            assertThat(bodyOf(decoded(peer.transfer()))).isEqualTo("m" + DeviceQueueLink.WINDOW);
        }
    }

    @Test
    void largestMessageComesWhole() {
        enqueue("x".repeat(65_000));
        try (AmqpPeer peer = connected("dev1")) {
            receiver(peer, NODE, 1);
            RawAmqp.Frame frame = peer.transfer();
            int length = frame.payload().length;
            while (Boolean.TRUE.equals(((Transfer) frame.body()).getMore())) {
                frame = peer.transfer();
                length += frame.payload().length;
            }
            assertThat(length).isGreaterThan(65_000);
        }
    }
}
