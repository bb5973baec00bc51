package io.nave.protocol.amqp;

import java.time.Duration;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Received;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;

/** Feedback on its way to back ends: the envelope, credit and every outcome (service-protocols §6.5). */
final class FeedbackDeliveryTest extends WireTest {

    private static final String NODE = "/messages/serviceBound/feedback";

    private static Attach receiver(AmqpPeer peer) {
        Attach attach = peer.receiver(NODE);
        peer.attached(attach);
        return attach;
    }

    private static String idIn(RawAmqp.Frame transfer) {
        String json = Deliveries.bodyIn(transfer);
        return json.replaceAll(".*\"originalMessageId\":\"([^\"]*)\".*", "$1");
    }

    private void awaitCall(String call) {
        Awaitility.await().until(() -> endpoint.feedback.calls.contains(call));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/messages/serviceBound/feedback", "/messages/servicebound/feedback",
            "amqps://hub1.example.com:5671/messages/serviceBound/feedback" })
    void linkOpensUnsettledInEverySpelling(String address) {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach attach = peer.receiver(address);
            attach.setTarget(null);
            attach.setRcvSettleMode(ReceiverSettleMode.SECOND);

            // when
            Attach answer = peer.attached(attach);

            // then
            assertThat(((Source) answer.getSource()).getAddress()).isEqualTo(address);
            assertThat(answer.getSndSettleMode()).isEqualTo(SenderSettleMode.UNSETTLED);
            assertThat(answer.getRcvSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
            assertThat(answer.getInitialDeliveryCount()).isEqualTo(UnsignedInteger.ZERO);
        }
    }

    @Test
    void batchHasWhatEveryClientNeeds() {
        // given
        endpoint.feedback.add("mid-1");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);

            // when
            peer.credit(receiver, 1, 0);
            RawAmqp.Frame frame = peer.transfer();

            // then
            Deliveries.assertEnvelope(frame, "application/vnd.microsoft.iothub.feedback.json", clock.instant());
            assertThat(Deliveries.bodyIn(frame)).isEqualTo("""
                    [{"originalMessageId":"mid-1","enqueuedTimeUtc":"2026-06-01T11:59:59.0000000Z",\
                    "statusCode":"Success","description":"Success",\
                    "deviceId":"dev1","deviceGenerationId":"637121169262975883"}]""");
        }
    }

    @Test
    void batchesComeAsCreditAllowsAndInOrder() {
        // given
        for (int i = 0; i < 40; i++) {
            endpoint.feedback.add("m" + i);
        }
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);

            // when
            peer.credit(receiver, 3, 0);
            for (int i = 0; i < 3; i++) {
                assertThat(idIn(peer.transfer())).isEqualTo("m" + i);
            }
            peer.putToken(hubToken());

            // then the answer of $cbs came and no batch before it
            peer.credit(receiver, 1000, 3);
            for (int i = 3; i < 40; i++) {
                assertThat(idIn(peer.transfer())).isEqualTo("m" + i);
            }
        }
    }

    @Test
    void linkThatWaitsLooksOnceASecond() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1000, 0);
            Awaitility.await().until(() -> endpoint.feedback.looks.get() == 1);

            // when
            peer.putToken(hubToken());
            peer.putToken(hubToken());
            endpoint.feedback.add("late");
            Awaitility.await().during(Duration.ofMillis(700)).until(() -> endpoint.feedback.looks.get() == 1);
            clock.advance(ServiceBoundLink.PAUSE);

            // then
            assertThat(idIn(peer.transfer())).isEqualTo("late");
        }
    }

    @Test
    void creditThatComesBackIsAnsweredAtOnce() {
        // given
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1, 0);
            peer.transfer();
            endpoint.feedback.add("m1");

            // when
            peer.credit(receiver, 1, 1);

            // then
            assertThat(idIn(peer.transfer())).isEqualTo("m1");
        }
    }

    @Test
    void drainIsAnsweredWithWhatThereIs() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach receiver = receiver(peer);
            peer.credit(receiver, 10, 0);
            Awaitility.await().until(() -> endpoint.feedback.looks.get() == 1);
            endpoint.feedback.add("m0");
            Flow drain = AmqpPeer.flow(receiver, 10, 0);
            drain.setDrain(true);

            // when
            peer.wire.send(0, drain);

            // then
            assertThat(idIn(peer.transfer())).isEqualTo("m0");
            Flow drained = peer.wire.expect(Flow.class);
            assertThat(drained.getDeliveryCount().intValue()).isEqualTo(10);
            assertThat(drained.getLinkCredit()).isEqualTo(UnsignedInteger.ZERO);
        }
    }

    @Test
    void acceptedIsComplete() {
        // given
        endpoint.feedback.add("m0");
        endpoint.feedback.add("m1");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1, 0);

            // when the peer settles, as Node does
            Deliveries.settle(peer, peer.transfer(), Accepted.getInstance(), true);
            awaitCall("complete");
            peer.credit(receiver, 1, 1);

            // then it is told nothing more
            assertThat(idIn(peer.transfer())).isEqualTo("m1");
            clock.advance(Duration.ofMinutes(2));
            peer.credit(receiver, 1, 2);
            assertThat(idIn(peer.transfer())).isEqualTo("m1");
        }
    }

    @Test
    void whoWaitsForOurSettlementGetsIt() {
        // given
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1, 0);
            RawAmqp.Frame delivery = peer.transfer();

            // when
            Deliveries.settle(peer, delivery, Accepted.getInstance(), false);

            // then
            Disposition answer = peer.disposition();
            assertThat(answer.getRole()).isEqualTo(Role.SENDER);
            assertThat(answer.getFirst()).isEqualTo(((Transfer) delivery.body()).getDeliveryId());
            assertThat(answer.getSettled()).isTrue();
            assertThat(answer.getState()).isInstanceOf(Accepted.class);
        }
    }

    private void assertOutcome(DeliveryState state, boolean settled, String call) {
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1, 0);
            Deliveries.settle(peer, peer.transfer(), state, settled);
            awaitCall(call);
            assertThat(endpoint.feedback.calls).containsExactly(call);
        }
    }

    @Test
    void rejectedIsReject() {
        assertOutcome(new Rejected(), true, "reject");
    }

    @Test
    void releasedIsAbandon() {
        assertOutcome(Released.getInstance(), true, "abandon");
    }

    @Test
    void modifiedIsAbandon() {
        assertOutcome(new Modified(), false, "abandon");
    }

    @Test
    void settledWithoutOutcomeIsAbandon() {
        assertOutcome(null, true, "abandon");
    }

    @Test
    void abandonedBatchComesAgain() {
        // given
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 2, 0);
            RawAmqp.Frame first = peer.transfer();

            // when
            Received progress = new Received();
            progress.setSectionNumber(UnsignedInteger.ZERO);
            progress.setSectionOffset(org.apache.qpid.proton.amqp.UnsignedLong.ZERO);
            Deliveries.settle(peer, first, progress, false); // which is no outcome
            Deliveries.settle(peer, first, Released.getInstance(), true);
            awaitCall("abandon");
            clock.advance(ServiceBoundLink.PAUSE);

            // then
            RawAmqp.Frame again = peer.transfer();
            assertThat(idIn(again)).isEqualTo("m0");
            assertThat(((Transfer) again.body()).getDeliveryTag()).isNotEqualTo(((Transfer) first.body()).getDeliveryTag());
        }
    }

    @Test
    void lostLockAndUnknownBatchAreTold() {
        // given
        endpoint.feedback.add("m0");
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 2, 0);
            RawAmqp.Frame first = peer.transfer();
            peer.putToken(hubToken()); // by then it has looked again and found no more
            clock.advance(Duration.ofSeconds(61));
            RawAmqp.Frame second = peer.transfer();

            // when then
            Deliveries.settle(peer, first, Accepted.getInstance(), false);
            assertThat(Deliveries.conditionIn(peer.disposition())).isEqualTo("com.microsoft:message-lock-lost");
            clock.advance(Duration.ofMinutes(59));
            Deliveries.settle(peer, second, Accepted.getInstance(), false);
            assertThat(Deliveries.conditionIn(peer.disposition())).isEqualTo("amqp:not-found");
        }
    }

    @Test
    void whatALinkHeldIsGivenToTheNext() {
        // given
        endpoint.feedback.add("m0");
        AmqpPeer gone = backEnd();
        Attach receiver = receiver(gone);
        gone.credit(receiver, 10, 0);
        gone.transfer();

        // when
        gone.close();
        awaitCall("release");

        // then
        try (AmqpPeer peer = backEnd()) {
            Attach next = receiver(peer);
            peer.credit(next, 1, 0);
            assertThat(idIn(peer.transfer())).isEqualTo("m0");
        }
    }

    @Test
    void receiversShareTheBatches() {
        // given
        endpoint.feedback.add("m0");
        endpoint.feedback.add("m1");
        try (AmqpPeer one = backEnd(); AmqpPeer other = backEnd()) {
            // when
            one.credit(receiver(one), 1, 0);
            assertThat(idIn(one.transfer())).isEqualTo("m0");
            other.credit(receiver(other), 1, 0);

            // then
            assertThat(idIn(other.transfer())).isEqualTo("m1");
        }
    }

    @Test
    void whoSettlesNothingGetsNoMore() {
        // given
        for (int i = 0; i < ServiceBoundLink.MAX_UNSETTLED + 20; i++) {
            endpoint.feedback.add("m" + i);
        }
        try (AmqpPeer peer = backEnd()) {
            Attach receiver = receiver(peer);
            peer.credit(receiver, 1000, 0);
            RawAmqp.Frame first = peer.transfer();
            for (int i = 1; i < ServiceBoundLink.MAX_UNSETTLED; i++) {
                peer.transfer();
            }

            // when
            peer.putToken(hubToken()); // which is answered, and no batch comes before
            Deliveries.settle(peer, first, Accepted.getInstance(), true);

            // then
            assertThat(idIn(peer.transfer())).isEqualTo("m" + ServiceBoundLink.MAX_UNSETTLED);
        }
    }

    @Test
    void linkOutlivesAnEngineThatIsAway() {
        try (AmqpPeer peer = backEnd()) {
            // given
            endpoint.feedback.fail(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
            endpoint.feedback.add("m0");
            Attach receiver = receiver(peer);
            peer.credit(receiver, 10, 0);
            Awaitility.await().until(() -> !endpoint.events.isEmpty());

            // when
            endpoint.feedback.fail(null);
            clock.advance(ServiceBoundLink.PAUSE);

            // then
            RawAmqp.Frame delivery = peer.transfer();
            endpoint.feedback.fail(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
            Deliveries.settle(peer, delivery, Accepted.getInstance(), false);
            assertThat(Deliveries.conditionIn(peer.disposition())).isEqualTo("amqp:internal-error");
            endpoint.feedback.fail(null);
            clock.advance(Duration.ofSeconds(61));
            assertThat(idIn(peer.transfer())).isEqualTo("m0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { NODE, "/messages/serviceBound/filenotifications",
            "/messages/serviceBound/fileuploadnotifications" })
    void linkTakesAGrantAndEndsWithIt(String address) {
        try (AmqpPeer nobody = AmqpPeer.open(endpoint); AmqpPeer peer = backEnd()) {
            assertThat(nobody.refused(nobody.receiver(address)).getCondition().toString())
                    .isEqualTo("amqp:unauthorized-access");
            peer.attached(peer.receiver(address));
            clock.advance(Duration.ofHours(2));
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }
}
