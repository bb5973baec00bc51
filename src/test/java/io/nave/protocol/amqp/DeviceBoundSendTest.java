package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of back ends to devices: what is stored and how it is answered (service-protocols §6.4, §14.10). */
final class DeviceBoundSendTest extends WireTest {

    private static final String NODE = "/messages/devicebound";
    private static final String TO_DEV1 = "/devices/dev1/messages/devicebound";

    /** Attaches to the node and awaits the credit; returns the handle. */
    private int attach(AmqpPeer peer) {
        endpoint.devices.add("dev1");
        Attach attach = peer.sender(NODE);
        peer.attached(attach);
        assertThat(peer.wire.expect(Flow.class).getLinkCredit().intValue()).isEqualTo(1000);
        return attach.getHandle().intValue();
    }

    private static Message message(String to, String body) {
        Message message = Proton.message();
        message.setAddress(to);
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    private static void assertAccepted(Disposition disposition) {
        assertThat(disposition.getRole()).isEqualTo(Role.RECEIVER);
        assertThat(disposition.getSettled()).isTrue();
        assertThat(disposition.getState()).isInstanceOf(Accepted.class);
    }

    private static ErrorCondition refusalIn(Disposition disposition) {
        assertThat(disposition.getSettled()).isTrue();
        assertThat(disposition.getState()).isInstanceOf(Rejected.class);
        return ((Rejected) disposition.getState()).getError();
    }

    private List<String> bodies(String device) {
        return endpoint.queueOf(device).stream()
                .map(message -> new String(message.body().bytes(), StandardCharsets.UTF_8)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/messages/devicebound", "/messages/deviceBound", "messages/devicebound",
            "amqps://hub1.example.com:5671/messages/deviceBound", "amqps://hub1.example.com/messages/devicebound" })
    void linkOpensInEverySpelling(String address) {
        try (AmqpPeer peer = backEnd()) {
            // when
            Attach attach = peer.sender(address);
            attach.setSource(null);
            Attach answer = peer.attached(attach);

            // then
            assertThat(((Target) answer.getTarget()).getAddress()).isEqualTo(address);
            assertThat(answer.getMaxMessageSize().intValue()).isEqualTo(131_072);
            assertThat(peer.wire.expect(Flow.class).getLinkCredit().intValue()).isEqualTo(1000);
        }
    }

    @Test
    void messageIsStoredBeforeItIsAccepted() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            endpoint.devices.hold();
            Message message = message(TO_DEV1, "hello");
            message.setMessageId(UUID.fromString("053abfb6-0000-4000-8000-00000000000a"));
            message.setUserId("u1".getBytes(StandardCharsets.UTF_8));
            message.setApplicationProperties(new ApplicationProperties(Map.of("iothub-ack", "positiveOnly", "k", "v")));

            // when
            peer.send(handle, message, false);
            Awaitility.await().until(() -> endpoint.devices.asked() == 1);
            peer.putToken(hubToken()); // which is answered, and the message is not
            endpoint.devices.letGo();

            // then
            assertAccepted(peer.disposition());
            assertThat(endpoint.queueOf("dev1")).containsExactly(new DeviceBoundMessage(
                    Map.of(SystemProperty.MESSAGE_ID, "053abfb6-0000-4000-8000-00000000000a", SystemProperty.USER_ID, "u1",
                            SystemProperty.ACK, "positiveonly"),
                    Map.of("k", "v"), MessageBody.of("hello".getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void orderIsKept() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            List<String> sent = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();

            // when
            sent.forEach(body -> peer.send(handle, message(TO_DEV1, body), false));

            // then
            int answered = 0;
            while (answered < 500) {
                Disposition disposition = peer.disposition();
                assertAccepted(disposition);
                answered += disposition.getLast() == null ? 1
                        : disposition.getLast().subtract(disposition.getFirst()).intValue() + 1;
            }
            assertThat(bodies("dev1")).isEqualTo(sent);
        }
    }

    @Test
    void encodedIdIsDecodedUnlessADeviceIsCalledLikeThat() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            endpoint.devices.add("a#b");

            // when
            peer.send(handle, message("/devices/a%23b/messages/devicebound", "one"), false);
            assertAccepted(peer.disposition());
            endpoint.devices.add("a%23b");
            peer.send(handle, message("amqps://hub1.example.com/devices/a%23b/messages/deviceBound", "two"), false);
            assertAccepted(peer.disposition());
            peer.send(handle, message("/devices/a#b/messages/devicebound", "three"), false);
            assertAccepted(peer.disposition());

            // then
            assertThat(bodies("a#b")).containsExactly("one", "three");
            assertThat(bodies("a%23b")).containsExactly("two");
        }
    }

    private ErrorCondition refusal(AmqpPeer peer, int handle, Consumer<Message> change) {
        Message message = message(TO_DEV1, "x");
        change.accept(message);
        peer.sendCut(handle, AmqpPeer.encode(message));
        ErrorCondition error = refusalIn(peer.disposition());
        assertThat(error.getDescription()).isNotBlank();
        assertThat(error.getInfo().keySet()).isEqualTo(java.util.Set.of(Symbol.getSymbol("com.microsoft:tracking-id")));
        assertThat(error.getInfo().values().toString()).contains("-G:1-TimeStamp:06/01/2026 12:00:00");
        return error;
    }

    private void assertRefused(AmqpPeer peer, int handle, String condition, Consumer<Message> change) {
        assertThat(refusal(peer, handle, change).getCondition().toString()).isEqualTo(condition);
    }

    private static void acknowledge(Message message, String kind) {
        message.setApplicationProperties(new ApplicationProperties(Map.of("iothub-ack", kind)));
    }

    @Test
    void refusalsHaveTheirConditionsAndTheLinkStays() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);

            // when then
            assertRefused(peer, handle, "amqp:not-found", m -> m.setAddress("/devices/nosuch/messages/devicebound"));
            assertRefused(peer, handle, "amqp:not-found", m -> m.setAddress("/devices/dev 1/messages/devicebound"));
            assertRefused(peer, handle, "amqp:not-found", m -> m.setAddress("/devices/dev1/modules/m1/messages/devicebound"));
            assertRefused(peer, handle, "com.microsoft:argument-error", m -> m.setAddress(null));
            assertRefused(peer, handle, "com.microsoft:argument-error", m -> m.setAddress("/devices/dev1/messages/events"));
            assertRefused(peer, handle, "com.microsoft:argument-error", m -> acknowledge(m, "sometimes"));
            assertRefused(peer, handle, "com.microsoft:argument-error", m -> m.setMessageId("with a space"));
            assertRefused(peer, handle, "com.microsoft:argument-error", m -> m.setExpiryTime(1));
            assertRefused(peer, handle, "amqp:link:message-size-exceeded",
                    m -> m.setBody(new Data(new Binary(new byte[64 * 1024 + 1]))));
            String largest = "x".repeat(64 * 1024);
            peer.sendCut(handle, AmqpPeer.encode(message(TO_DEV1, largest)));
            assertAccepted(peer.disposition());
            assertThat(bodies("dev1")).containsExactly(largest);
        }
    }

    @Test
    void fullQueueIsTold() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            QueueId queue = new QueueId(new DeviceId("dev1"), ListedAddressees.GENERATION);
            DeviceBoundMessage filler = new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[0]));
            for (int i = 0; i < DeviceBoundLimits.DEPTH; i++) {
                endpoint.queue.enqueue(queue, filler, inAnHour()).await().indefinitely();
            }

            // when
            ErrorCondition error = refusal(peer, handle, m -> m.setMessageId("one-too-many"));

            // then
            assertThat(error.getCondition().toString()).isEqualTo("amqp:resource-limit-exceeded");
        }
    }

    @Test
    void presettledMessageIsStoredAndNotAnswered() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);

            // when
            peer.send(handle, message(TO_DEV1, "settled"), true);
            peer.send(handle, message("/devices/nosuch/messages/devicebound", "lost"), true);
            peer.send(handle, message(TO_DEV1, "unsettled"), false);

            // then
            Disposition disposition = peer.disposition();
            assertAccepted(disposition);
            assertThat(disposition.getFirst()).isEqualTo(peer.nextTransfer(handle).getDeliveryId()
                    .subtract(UnsignedInteger.ONE));
            assertThat(bodies("dev1")).containsExactly("settled", "unsettled");
        }
    }

    @Test
    void malformedMessageIsRefusedAndNothingElseIsDisturbed() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            Attach other = peer.sender(NODE);
            peer.attached(other);
            peer.wire.expect(Flow.class);

            // when
            peer.wire.send(0, peer.nextTransfer(handle), (byte) 0, (byte) 83, (byte) 117, (byte) -96, (byte) 99);
            ErrorCondition error = refusalIn(peer.disposition());
            peer.send(other.getHandle().intValue(), message(TO_DEV1, "one"), false);
            assertAccepted(peer.disposition());
            peer.send(handle, message(TO_DEV1, "two"), false);
            assertAccepted(peer.disposition());

            // then
            assertThat(error.getCondition().toString()).isEqualTo("com.microsoft:argument-error");
            assertThat(bodies("dev1")).containsExactly("one", "two");
        }
    }

    @Test
    void batchIsRefused() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            Transfer transfer = peer.nextTransfer(handle);
            transfer.setMessageFormat(UnsignedInteger.valueOf(0x80013700L));

            // when
            peer.wire.send(0, transfer, AmqpPeer.encode(message(TO_DEV1, "x")));

            // then
            assertThat(refusalIn(peer.disposition()).getCondition().toString()).isEqualTo("com.microsoft:argument-error");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 70_000, 140_000, 1_000_000 })
    void tooLargeDeliveryIsRefusedAndTheLinkStays(int size) {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            Message large = message(TO_DEV1, "");
            byte[] head = AmqpPeer.encode(large);
            byte[] whole = java.util.Arrays.copyOf(head, head.length + 5 + size);
            System.arraycopy(new byte[] { (byte) 0xB0, 0, (byte) (size >> 16), (byte) (size >> 8), (byte) size }, 0, whole,
                    head.length - 2, 5);
            byte[] bytes = java.util.Arrays.copyOf(whole, head.length - 2 + 5 + size);

            // when
            peer.sendCut(handle, bytes);

            // then
            assertThat(refusalIn(peer.disposition()).getCondition().toString())
                    .isEqualTo("amqp:link:message-size-exceeded");
            peer.sendCut(handle, AmqpPeer.encode(message(TO_DEV1, "x".repeat(65_000))));
            assertAccepted(peer.disposition());
            assertThat(bodies("dev1")).hasSize(1);
        }
    }

    @Test
    void abortedDeliveryIsForgotten() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            Transfer transfer = peer.nextTransfer(handle);
            transfer.setMore(true);
            peer.wire.send(0, transfer, AmqpPeer.encode(message(TO_DEV1, "aborted")));
            transfer.setMore(false);
            transfer.setAborted(true);

            // when
            peer.wire.send(0, transfer);
            peer.send(handle, message(TO_DEV1, "next"), false);

            // then
            assertAccepted(peer.disposition());
            assertThat(bodies("dev1")).containsExactly("next");
        }
    }

    @Test
    void creditComesBackAsMessagesAreStored() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            List<String> devices = IntStream.range(0, 3).mapToObj(i -> "c" + i).toList();
            devices.forEach(endpoint.devices::add);
            int credit = 1000;
            int answered = 0;
            int sent = 0;

            // when
            while (answered < 2500) {
                while (sent < 2500 && credit > 0) {
                    peer.send(handle, message("/devices/c" + sent % 3 + "/messages/devicebound", "m" + sent), false);
                    sent++;
                    credit--;
                }
                Object next = peer.wire.next().body();
                if (next instanceof Flow flow) {
                    credit = flow.getDeliveryCount().add(flow.getLinkCredit()).intValue() - sent;
                    assertThat(flow.getLinkCredit().intValue()).isBetween(250, 1000);
                } else if (next instanceof Disposition disposition) {
                    assertAccepted(disposition);
                    answered += disposition.getLast() == null ? 1
                            : disposition.getLast().subtract(disposition.getFirst()).intValue() + 1;
                }
            }

            // then
            assertThat(bodies("c0")).hasSize(834);
        }
    }

    @Test
    void noMoreThanTheCreditIsTakenBeforeItIsStored() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            endpoint.devices.hold();

            // when
            for (int i = 0; i <= 1000; i++) {
                peer.send(handle, message(TO_DEV1, "m" + i), false);
            }

            // then
            assertThat(peer.detachedAfterFlows().getCondition().toString()).isEqualTo("amqp:link:transfer-limit-exceeded");
            peer.send(handle, message(TO_DEV1, "late"), false);
            assertThat(peer.disposition().getState()).as("of what came late").isNull();
            peer.putToken(hubToken()); // the connection goes on
            assertThat(endpoint.devices.asked()).isEqualTo(1000);
            endpoint.devices.letGo();
            assertThat(bodies("dev1")).hasSize(1000);
        }
    }

    @Test
    void largeMessagesThatAreNotStoredWaitInTheSocket() throws InterruptedException {
        try (AmqpPeer peer = backEnd()) {
            // given
            int handle = attach(peer);
            endpoint.devices.hold();
            byte[] large = AmqpPeer.encode(message(TO_DEV1, "x".repeat(60_000)));
            List<Transfer> transfers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                transfers.add(peer.nextTransfer(handle));
            }

            // when
            Thread sender = Thread.ofPlatform().start(() -> transfers.forEach(t -> peer.wire.send(0, t, large)));
            Awaitility.await().until(() -> endpoint.devices.asked() >= UnstoredBytes.MAX / large.length);

            // then
            Awaitility.await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5))
                    .until(() -> endpoint.devices.asked() <= UnstoredBytes.MAX / large.length + 3);
            endpoint.devices.letGo();
            int answered = 0;
            while (answered < 500) {
                Disposition disposition = peer.disposition();
                assertAccepted(disposition);
                answered += disposition.getLast() == null ? 1
                        : disposition.getLast().subtract(disposition.getFirst()).intValue() + 1;
            }
            sender.join();
            assertThat(bodies("dev1")).hasSize(500);
        }
    }

    @Test
    void linkTakesAGrantThatCoversIt() {
        try (AmqpPeer nobody = AmqpPeer.open(endpoint);
                AmqpPeer device = AmqpPeer.open(endpoint);
                AmqpPeer scoped = AmqpPeer.open(endpoint)) {
            // given
            device.putToken(Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()));
            scoped.putToken(Tokens.iotHub(AmqpEndpoint.HOST + "/messages/deviceBound", "service", inAnHour()));

            // when then
            assertThat(nobody.refused(nobody.sender(NODE)).getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertThat(device.refused(device.sender(NODE)).getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertThat(scoped.attached(scoped.sender(NODE)).getTarget()).isNotNull();
            scoped.wire.expect(Flow.class);
            assertThat(scoped.refused(scoped.receiver("/messages/servicebound/feedback")).getCondition().toString())
                    .isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void linkEndsWithItsGrant() {
        try (AmqpPeer peer = backEnd()) {
            // given
            attach(peer);

            // when
            clock.advance(Duration.ofHours(2));

            // then
            assertThat(peer.detachedAfterFlows().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void nobodyReceivesFromTheNode() {
        try (AmqpPeer peer = backEnd()) {
            assertThat(peer.refused(peer.receiver(NODE)).getCondition().toString()).isEqualTo("amqp:not-allowed");
            assertThat(peer.refused(peer.sender("/messages/servicebound/feedback")).getCondition().toString())
                    .isEqualTo("amqp:not-allowed");
        }
    }
}
