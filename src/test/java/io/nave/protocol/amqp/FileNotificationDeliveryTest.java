package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.id.DeviceId;
import io.nave.hub.servicebound.UploadedFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Notifications of uploaded files on their way to back ends (service-protocols §6.6, semantics §7.4). */
final class FileNotificationDeliveryTest extends WireTest {

    private static final String NODE = "/messages/serviceBound/filenotifications";

    private void add(String name) {
        UploadedFile file = new UploadedFile(new DeviceId("dev1"), "https://hub1.example.com/files/dev1/" + name,
                "dev1/" + name,
                Instant.parse("2026-06-01T11:58:41.123Z"), 5_000_000_000L);
        endpoint.files.add(UUID.randomUUID().toString(), clock.instant().plus(Duration.ofHours(1)), file).await()
                .indefinitely();
    }

    private static Attach receiver(AmqpPeer peer) {
        Attach attach = peer.receiver(NODE);
        peer.attached(attach);
        return attach;
    }

    private static String nameIn(RawAmqp.Frame transfer) {
        return Deliveries.bodyIn(transfer).replaceAll(".*\"blobName\":\"dev1/([^\"]*)\".*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = { NODE, "/messages/servicebound/filenotifications", "/messages/servicebound/fileuploadnotifications",
            "/messages/serviceBound/fileUploadNotifications", "messages/ServiceBound/FileNotifications",
            "amqps://hub1.example.com:5671/messages/serviceBound/filenotifications" })
    void notificationComesAtEveryAddressOfTheNode(String address) {
        // given
        add("a.txt");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = peer.receiver(address);

            // when
            Attach answer = peer.attached(attach);
            peer.credit(attach, 1, 0);

            // then
            assertThat(answer.getSndSettleMode()).isEqualTo(SenderSettleMode.UNSETTLED);
            assertThat(nameIn(peer.transfer())).isEqualTo("a.txt");
        }
    }

    @Test
    void notificationHasWhatEveryClientNeeds() {
        // given
        add("a.txt");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);

            // when
            peer.credit(receiver, 1, 0);
            RawAmqp.Frame frame = peer.transfer();

            // then
            Deliveries.assertEnvelope(frame, "application/vnd.microsoft.iothub.filenotification.json", clock.instant());
            assertThat(Deliveries.bodyIn(frame)).isEqualTo("""
                    {"deviceId":"dev1","blobUri":"https://hub1.example.com/files/dev1/a.txt","blobName":"dev1/a.txt",\
                    "lastUpdatedTime":"2026-06-01T11:58:41+00:00","blobSizeInBytes":5000000000,\
                    "enqueuedTimeUtc":"2026-06-01T12:00:00.0000000Z"}""");
        }
    }

    @Test
    void acceptedAndRejectedAreGoneAndReleasedComesAgain() {
        // given
        add("accepted");
        add("rejected");
        add("released");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 4, 0);

            List<RawAmqp.Frame> deliveries = List.of(peer.transfer(), peer.transfer(), peer.transfer());
            assertThat(deliveries).extracting(FileNotificationDeliveryTest::nameIn)
                    .containsExactly("accepted", "rejected", "released");

            // when
            settle(peer, deliveries.getFirst(), Accepted.getInstance());
            settle(peer, deliveries.get(1), new Rejected());
            settle(peer, deliveries.get(2), Released.getInstance());
            clock.advance(ServiceBoundLink.PAUSE);

            // then
            assertThat(nameIn(peer.transfer())).isEqualTo("released");
            clock.advance(Duration.ofMinutes(2));
            peer.credit(receiver, 2, 4);
            assertThat(nameIn(peer.transfer())).isEqualTo("released");
        }
    }

    private static void settle(AmqpPeer peer, RawAmqp.Frame delivery, DeliveryState state) {
        Deliveries.settle(peer, delivery, state, false);
        Disposition answer = peer.disposition();
        assertThat(answer.getSettled()).isTrue();
        assertThat(answer.getState()).isInstanceOf(Accepted.class);
    }

    @Test
    void whereNothingWaitsDrainIsAnsweredWithNothing() {
        // given
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = receiver(peer);
            peer.credit(attach, 1000, 0);
            Flow drain = AmqpPeer.flow(attach, 1000, 0);
            drain.setDrain(true);

            // when
            peer.wire.send(0, drain);

            // then
            assertThat(peer.wire.expect(Flow.class).getDeliveryCount().intValue()).isEqualTo(1000);
        }
    }

    @Test
    void nobodySendsThere() {
        try (AmqpPeer peer = backEnd()) {
            assertThat(peer.refused(peer.sender(NODE)).getCondition().toString()).isEqualTo("amqp:not-allowed");
        }
    }
}
