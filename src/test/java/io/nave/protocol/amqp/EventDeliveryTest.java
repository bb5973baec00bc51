package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Events on their way to a reader: credit, tail, drain, frames (service-protocols §7.5, §7.7). */
final class EventDeliveryTest extends WireTest {

    private static Attach reader(AmqpPeer peer) {
        Attach attach = peer.receiver(AmqpPeer.PARTITION_0);
        peer.attached(attach);
        return attach;
    }

    private static String[] bodies(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "e" + i).toArray(String[]::new);
    }

    @Test
    void transfersArePresettledAndInOrder() {
        // given
        endpoint.append(0, bodies(0, 50));
        try (AmqpPeer peer = backEnd()) {
            Attach reader = reader(peer);

            // when
            peer.credit(reader, 100, 0);

            // then
            for (int i = 0; i < 50; i++) {
                RawAmqp.Frame frame = peer.transfer();
                Transfer transfer = (Transfer) frame.body();
                assertThat(transfer.getSettled()).isTrue();
                assertThat(transfer.getMore()).isFalse();
                Message message = Proton.message();
                message.decode(frame.payload(), 0, frame.payload().length);
                assertThat(message.getMessageAnnotations().getValue().get(Symbol.getSymbol("x-opt-sequence-number")))
                        .isEqualTo((long) i);
            }
        }
    }

    @Test
    void noMoreIsSentThanThereIsCredit() {
        // given
        endpoint.append(0, bodies(0, 10));
        try (AmqpPeer peer = backEnd()) {
            Attach reader = reader(peer);

            // when
            peer.credit(reader, 3, 0);
            for (int i = 0; i < 3; i++) {
                assertThat(peer.event()).isEqualTo("e" + i);
            }
            Flow echo = AmqpPeer.flow(reader, 0, 3);
            echo.setDrain(false);
            peer.wire.send(0, echo);
            peer.putToken(hubToken());

            // then the answer of $cbs came and no event before it
            peer.credit(reader, 1, 3);
            assertThat(peer.event()).isEqualTo("e3");
            assertThat(endpoint.log.eventsRead()).isEqualTo(4);
        }
    }

    @Test
    void readerAtTheTailIsWokenAndDoesNotPoll() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach reader = reader(peer);
            peer.credit(reader, 100, 0);
            Awaitility.await().until(() -> endpoint.log.reads() == 1);

            // when
            peer.putToken(hubToken());
            int idle = endpoint.log.reads();
            endpoint.append(0, "fresh");

            // then
            assertThat(peer.event()).isEqualTo("fresh");
            assertThat(idle).isEqualTo(1);
        }
    }

    @Test
    void nothingIsLostBetweenReadingTheEndAndWaiting() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach reader = reader(peer);
            peer.credit(reader, 5000, 0);

            // when
            Thread device = Thread.ofPlatform().start(() -> endpoint.append(0, bodies(0, 2000)));

            // then
            for (int i = 0; i < 2000; i++) {
                assertThat(peer.event()).isEqualTo("e" + i);
            }
            assertThat(device.isAlive()).isFalse();
        }
    }

    @Test
    void drainUsesUpTheCreditThatNoEventNeeds() {
        // given
        endpoint.append(0, "e0", "e1");
        try (AmqpPeer peer = backEnd()) {
            Attach reader = reader(peer);
            Flow drain = AmqpPeer.flow(reader, 10, 0);
            drain.setDrain(true);

            // when
            peer.wire.send(0, drain);

            // then
            assertThat(peer.event()).isEqualTo("e0");
            assertThat(peer.event()).isEqualTo("e1");
            Flow drained = peer.wire.expect(Flow.class);
            assertThat(drained.getLinkCredit()).isEqualTo(UnsignedInteger.ZERO);
            assertThat(drained.getDeliveryCount().intValue()).isEqualTo(10);
            assertThat(drained.getDrain()).isTrue();
            Awaitility.await().until(() -> endpoint.log.listenerCount(0) == 1);
            endpoint.append(0, "e2");
            peer.credit(reader, 1, 10);
            assertThat(peer.event()).isEqualTo("e2");
        }
    }

    @Test
    void drainAtTheTailIsAnsweredAtOnce() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach reader = reader(peer);
            peer.credit(reader, 10, 0);
            Awaitility.await().until(() -> endpoint.log.reads() == 1);
            Flow drain = AmqpPeer.flow(reader, 10, 0);
            drain.setDrain(true);

            // when
            peer.wire.send(0, drain);

            // then
            assertThat(peer.wire.expect(Flow.class).getDeliveryCount().intValue()).isEqualTo(10);
        }
    }

    @Test
    void largeEventIsCutToTheFramesOfThePeer() {
        // given
        endpoint.log.append(0,
                new DeviceMessage(AmqpEndpoint.DEVICE, 0, Map.of(), Map.of(), MessageBody.of(new byte[262_144])));
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            wire.write(RawAmqp.AMQP_HEADER);
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            Open open = new Open();
            open.setContainerId("java");
            open.setMaxFrameSize(UnsignedInteger.valueOf(4096));
            wire.send(0, open);
            wire.expect(Open.class);
            wire.send(0, AmqpPeer.begin());
            wire.expect(Begin.class);
            AmqpPeer peer = new AmqpPeer(wire);
            peer.putToken(hubToken());
            Attach reader = reader(peer);

            // when
            peer.credit(reader, 1, 0);

            // then
            int size = 0;
            for (boolean more = true; more;) {
                RawAmqp.Frame frame = peer.transfer();
                more = ((Transfer) frame.body()).getMore();
                assertThat(frame.payload().length).isLessThanOrEqualTo(4096 - 8);
                size += frame.payload().length;
            }
            assertThat(size).isGreaterThan(262_144);
        }
    }

    @Test
    void runtimeMetricIsOfferedAndSentToThoseWhoAsk() {
        // given
        endpoint.append(0, "e0", "e1", "e2");
        try (AmqpPeer peer = backEnd()) {
            Attach attach = peer.receiver(AmqpPeer.PARTITION_0);
            attach.setDesiredCapabilities(Symbol.getSymbol("com.microsoft:georeplication"),
                    Symbol.getSymbol("com.microsoft:enable-receiver-runtime-metric"));

            // when
            Attach answer = peer.attached(attach);
            peer.credit(attach, 1, 0);
            Map<?, ?> metric = peer.message().getDeliveryAnnotations().getValue();

            // then
            assertThat(answer.getOfferedCapabilities())
                    .containsExactly(Symbol.getSymbol("com.microsoft:enable-receiver-runtime-metric"));
            assertThat(metric.get(Symbol.getSymbol("last_enqueued_sequence_number"))).isEqualTo(2L);
            assertThat(metric.get(Symbol.getSymbol("last_enqueued_offset"))).isEqualTo("2");
            assertThat(metric.get(Symbol.getSymbol("last_enqueued_time_utc")))
                    .isEqualTo(new Date(1_700_000_000_003L));
            assertThat(metric.get(Symbol.getSymbol("runtime_info_retrieval_time_utc")))
                    .isEqualTo(Date.from(clock.instant()));
        }
    }

    @Test
    void closedSessionWindowStopsReadingAndAnOpenOneGoesOn() {
        // given
        endpoint.log.fill(0, 20_000, AmqpEndpoint.message("x".repeat(1000)));
        try (AmqpPeer peer = backEnd()) {
            Attach reader = reader(peer);
            Flow narrow = AmqpPeer.flow(reader, 20_000, 0);
            narrow.setNextIncomingId(UnsignedInteger.valueOf(2));
            narrow.setIncomingWindow(UnsignedInteger.valueOf(1));

            // when
            peer.wire.send(0, narrow);
            peer.transfer();

            // then
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> endpoint.log.eventsRead() < 2000);
            narrow.setIncomingWindow(UnsignedInteger.valueOf(1_000_000));
            narrow.setHandle(null);
            narrow.setLinkCredit(null);
            narrow.setDeliveryCount(null);
            peer.wire.send(0, narrow);
            for (int i = 0; i < 5000; i++) {
                peer.transfer();
            }
        }
    }

    @Test
    void consumerThatReadsNothingHoldsUpNobody() {
        // given
        endpoint.log.fill(0, 100_000, AmqpEndpoint.message("x".repeat(1000)));
        try (AmqpPeer stuck = backEnd(); AmqpPeer other = backEnd()) {
            Attach reader = reader(stuck);
            stuck.credit(reader, 100_000, 0);
            Awaitility.await().until(() -> endpoint.log.eventsRead() > 0);

            // when
            Attach second = reader(other);
            other.credit(second, 1000, 0);

            // then
            for (int i = 0; i < 1000; i++) {
                other.transfer();
            }
            assertThat(endpoint.log.eventsRead()).isLessThan(50_000);
            for (int i = 0; i < 100_000; i++) {
                stuck.transfer();
            }
        }
    }

    @Test
    void everyEventLoopServes() {
        // given
        endpoint.append(0, "hello");
        List<AmqpPeer> peers = IntStream.range(0, 5).mapToObj(i -> backEnd()).toList();

        // when
        peers.forEach(peer -> peer.credit(reader(peer), 1, 0));

        // then
        assertThat(peers).allSatisfy(peer -> assertThat(peer.event()).isEqualTo("hello"));
        peers.forEach(AmqpPeer::close);
    }
}
