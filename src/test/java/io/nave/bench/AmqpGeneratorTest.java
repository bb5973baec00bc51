package io.nave.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A device of the load generator publishes over AMQP, and notices what is wrong. */
class AmqpGeneratorTest {

    private static final int WINDOW = 4;

    private final Tally tally = new Tally();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final AmqpPublishingConnection device = new AmqpPublishingConnection(3, orders(), tally, failure);

    private static Orders orders() {
        var load = new Orders.Load(1, WINDOW, 20, Duration.ZERO, Duration.ZERO);
        return new Orders(new Orders.Address("hub", 5671, Transport.PLAIN), "", new Orders.Login("d", "hub/{id}", "secret"),
                load,
                Orders.Work.telemetry(Protocol.AMQP));
    }

    @Test
    void deviceShowsItsTokenAndAttaches() { // device-protocols §2.4, §2.5
        // given
        AmqpDialogue hub = new AmqpDialogue(device, false);
        // when, then
        assertThat(performatives(hub)).hasExactlyElementsOfTypes(Open.class, Begin.class);
        hub.greet();
        List<Object> links = performatives(hub);
        assertThat(links).hasExactlyElementsOfTypes(Attach.class, Attach.class, Flow.class);
        hub.attached((Attach) links.get(0));
        hub.attached((Attach) links.get(1));
        hub.credit(0, 0, 10);
        AmqpDialogue.Frame token = hub.heard().getFirst();
        assertThat(message(token).getBody()).isInstanceOfSatisfying(AmqpValue.class,
                value -> assertThat(value.getValue()).isEqualTo("secret"));
        assertThat(message(token).getApplicationProperties().getValue()).containsEntry("operation", "put-token")
                .containsEntry("type", "servicebus.windows.net:sastoken").containsEntry("name", "hub/devices/d3");
        hub.tokenAnswer(200);
        List<Object> attach = performatives(hub);
        assertThat(attach).hasExactlyElementsOfTypes(Disposition.class, Attach.class);
        assertThat(((Target) ((Attach) attach.get(1)).getTarget()).getAddress()).isEqualTo("/devices/d3/messages/events");
        hub.attached((Attach) attach.get(1));
        assertThat(device.connected()).isNotDone();
        hub.credit(TelemetryAttach.TELEMETRY, 0, 1);
        assertThat(device.connected()).isCompleted();
    }

    @Test
    void transferIsOneUnsettledMessageWithABody() {
        // given
        AmqpDialogue hub = started(100, false);
        // when
        List<AmqpDialogue.Frame> sent = hub.heard();
        // then
        assertThat(sent).hasSize(WINDOW).allSatisfy(frame -> {
            assertThat(((Transfer) frame.performative()).getHandle().intValue()).isEqualTo(TelemetryAttach.TELEMETRY);
            assertThat(((Transfer) frame.performative()).getSettled()).isFalse();
            assertThat(((Data) message(frame).getBody()).getValue().getLength()).isEqualTo(20);
        });
        assertThat(sent).extracting(AmqpDialogue.Frame::payload).doesNotHaveDuplicates();
        assertThat(sent).extracting(frame -> ((Transfer) frame.performative()).getDeliveryTag()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void everyDispositionIsMadeUpForHoweverItComes(boolean bytewise) {
        // given
        AmqpDialogue hub = started(100, bytewise);
        assertThat(hub.deliveries()).containsExactly(1, 2, 3, 4);
        // when, then
        hub.settle(2, null, Accepted.getInstance());
        assertThat(hub.deliveries()).containsExactly(5);
        hub.settle(3, 5, Accepted.getInstance());
        assertThat(hub.deliveries()).containsExactly(6, 7, 8);
        hub.say(Unpooled.wrappedBuffer(new byte[] { 0, 0, 0, 8, 2, 0, 0, 0 })); // an empty frame
        hub.settle(1, 1, Accepted.getInstance());
        assertThat(hub.deliveries()).containsExactly(9);
        assertThat(tally.acknowledged()).isEqualTo(5);
        assertThat(tally.published()).isEqualTo(9);
        assertThat(tally.copyLatency().getTotalCount()).isEqualTo(5);
        assertThat(failure).isNotDone();
    }

    @Test
    void deliveryIdsThatNeedMoreBytesAreUnderstood() {
        // given
        AmqpDialogue hub = started(1000, false);
        hub.deliveries();
        // when
        for (int first = 1; first <= 601; first += WINDOW) {
            hub.settle(first, first + WINDOW - 1, Accepted.getInstance());
            assertThat(hub.deliveries()).startsWith(first + WINDOW).hasSize(WINDOW);
        }
        // then
        assertThat(tally.acknowledged()).isEqualTo(604);
    }

    @Test
    void nothingIsSentForWhichThereIsNoCredit() {
        // given
        AmqpDialogue hub = started(2, false);
        assertThat(hub.deliveries()).containsExactly(1, 2);
        // when, then
        hub.settle(1, 2, Accepted.getInstance());
        assertThat(hub.deliveries()).isEmpty();
        hub.credit(TelemetryAttach.TELEMETRY, 1, 3); // said before the second was seen
        assertThat(hub.deliveries()).containsExactly(3, 4);
        assertThat(failure).isNotDone();
    }

    @Test
    void whatIsNotAcceptedIsASentence() {
        // given
        AmqpDialogue hub = started(100, false);
        Rejected rejected = new Rejected();
        rejected.setError(new ErrorCondition(Symbol.valueOf("amqp:not-allowed"), "Why not"));
        // when
        hub.settle(1, null, rejected);
        // then
        assertThat(failure).isCompletedExceptionally();
        assertThat(sentence()).startsWith("d3: The server has not accepted a message: ").contains("Why not");
        assertThat(tally.acknowledged()).isZero();
    }

    @Test
    void whatIsAcceptedTwiceIsASentence() {
        // given
        AmqpDialogue hub = started(100, false);
        hub.settle(1, 4, Accepted.getInstance());
        // when
        hub.settle(4, null, Accepted.getInstance());
        // then
        assertThat(sentence()).isEqualTo("d3: The server accepted delivery 4, which is not in flight.");
    }

    @Test
    void aLinkThatIsDetachedIsASentence() {
        // given
        AmqpDialogue hub = started(100, false);
        Detach detach = new Detach();
        detach.setError(new ErrorCondition(Symbol.valueOf("amqp:unauthorized-access"), "Go away"));
        detach.setHandle(UnsignedInteger.valueOf(9));
        // when
        hub.say(detach);
        // then
        assertThat(sentence()).startsWith("d3: The server sent Detach").contains("Go away");
    }

    @Test
    void aTokenThatIsRefusedIsASentence() {
        // given
        AmqpDialogue hub = new AmqpDialogue(device, false);
        hub.greet();
        // when
        hub.tokenAnswer(401);
        // then
        assertThat(sentence()).startsWith("d3: The hub has refused the token: ").contains("401");
    }

    @Test
    void aMessageThatFillsAFrameIsSentAndALargerOneIsASentence() {
        assertThat(new TelemetryTransfers(2, new TelemetryBody("d", 65_499)).size()).isEqualTo(65_536);
        assertThatThrownBy(() -> new TelemetryTransfers(2, new TelemetryBody("d", 65_500)))
                .hasMessageStartingWith("A message of 65500 bytes takes more than one frame");
    }

    private AmqpDialogue started(int credit, boolean bytewise) {
        AmqpDialogue hub = new AmqpDialogue(device, bytewise);
        hub.attachAll(credit);
        assertThat(device.connected()).isCompleted();
        assertThat(hub.heard()).isEmpty();
        device.start();
        return hub;
    }

    private String sentence() {
        return String.valueOf(failure.exceptionNow().getMessage());
    }

    private static List<Object> performatives(AmqpDialogue hub) {
        return hub.heard().stream().map(AmqpDialogue.Frame::performative).toList();
    }

    private static Message message(AmqpDialogue.Frame frame) {
        Message message = Proton.message();
        message.decode(frame.payload().getArray(), 0, frame.payload().getLength());
        return message;
    }
}
