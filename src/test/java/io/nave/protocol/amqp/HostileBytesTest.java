package io.nave.protocol.amqp;

import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is not AMQP, or too much of it: the connection ends, and nothing else is disturbed. */
final class HostileBytesTest extends WireTest {

    private void othersAreServed() {
        endpoint.append(3, "undisturbed");
        try (AmqpPeer peer = backEnd()) {
            Attach reader = peer.receiver("telemetry/ConsumerGroups/$Default/Partitions/3");
            peer.attached(reader);
            peer.credit(reader, 1, 0);
            assertThat(peer.event()).isEqualTo("undisturbed");
        }
    }

    @Test
    void randomBytesEndTheirConnection() {
        Random random = new Random(42);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[200 + random.nextInt(4000)];
            random.nextBytes(noise);
            try (RawAmqp wire = new RawAmqp(endpoint.port)) {
                wire.write(noise);
                assertThat(wire.isHungUp()).isTrue();
            }
        }
        othersAreServed();
    }

    @Test
    void randomBytesBehindAHeaderEndTheirConnection() {
        Random random = new Random(43);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[2000 + random.nextInt(4000)];
            random.nextBytes(noise);
            try (RawAmqp wire = new RawAmqp(endpoint.port)) {
                wire.write(i % 2 == 0 ? RawAmqp.AMQP_HEADER : RawAmqp.SASL_HEADER);
                wire.write((byte) 0, (byte) 0, (byte) 4, (byte) (random.nextInt(250)), (byte) 2, (byte) 0);
                wire.write(noise);
                assertThat(wire.isHungUp()).isTrue();
            }
        }
        othersAreServed();
    }

    @Test
    void anotherProtocolIsHungUpOn() {
        for (String other : new String[] { "GET / HTTP/1.1\r\nHost: hub1\r\n\r\n", "AMQP\2\1\0\0", "AMQP\0\0\11\1" }) {
            try (RawAmqp wire = new RawAmqp(endpoint.port)) {
                wire.write(other.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(wire.isHungUp()).isTrue();
            }
        }
    }

    @Test
    void giantFrameIsRefusedBeforeItComes() {
        try (AmqpPeer peer = backEnd()) {
            // when
            peer.wire.write((byte) 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 2, (byte) 0, (byte) 0, (byte) 0);

            // then
            assertThat(peer.wire.expect(Close.class).getError().getCondition().toString())
                    .isEqualTo("amqp:connection:framing-error");
            assertThat(peer.wire.isHungUp()).isTrue();
        }
        othersAreServed();
    }

    @Test
    void halfAFrameIsWaitedForOnlyAMinute() {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            // given
            wire.write(RawAmqp.AMQP_HEADER);
            wire.write((byte) 0, (byte) 0, (byte) 0, (byte) 99, (byte) 2, (byte) 0);
            wire.expectHeader(RawAmqp.AMQP_HEADER);

            // when
            clock.advance(Duration.ofSeconds(61));

            // then
            assertThat(wire.isHungUp()).isTrue();
        }
    }

    @Test
    void dispositionOverBillionsOfDeliveriesEndsTheConnection() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Disposition disposition = new Disposition();
            disposition.setRole(Role.RECEIVER);
            disposition.setFirst(UnsignedInteger.ZERO);
            disposition.setLast(UnsignedInteger.MAX_VALUE);
            disposition.setSettled(true);

            // when
            peer.wire.send(0, disposition);

            // then
            assertThat(peer.wire.isHungUp()).isTrue();
        }
        othersAreServed();
    }

    @Test
    void peerWithTinyFramesIsRefused() {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            // given
            Open open = new Open();
            open.setContainerId("tiny");
            open.setMaxFrameSize(UnsignedInteger.valueOf(16));

            // when
            wire.write(RawAmqp.AMQP_HEADER);
            wire.send(0, open);

            // then
            assertThat(wire.isHungUp()).isTrue();
        }
    }

    @Test
    void requestThatNeverEndsIsCutOff() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            Attach attach = peer.sender("$cbs");
            peer.attached(attach);
            peer.wire.expect(Flow.class);
            Transfer transfer = new Transfer();
            transfer.setHandle(attach.getHandle());
            transfer.setDeliveryId(UnsignedInteger.ZERO);
            transfer.setDeliveryTag(new Binary(new byte[] { 1 }));
            transfer.setMore(true);

            // when
            for (int i = 0; i < 6; i++) {
                peer.wire.send(0, transfer, new byte[50_000]);
            }

            // then
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:link:message-size-exceeded");
        }
    }

    @Test
    void requestThatIsNoMessageEndsItsLink() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            // given
            int node = peer.attachNode("$cbs");
            Transfer transfer = new Transfer();
            transfer.setHandle(UnsignedInteger.valueOf(node));
            transfer.setDeliveryId(UnsignedInteger.ZERO);
            transfer.setDeliveryTag(new Binary(new byte[] { 1 }));

            // when
            peer.wire.send(0, transfer, new byte[] { 0, 83, 117, -96, 99 });

            // then
            assertThat(peer.disposition().getSettled()).isTrue();
            assertThat(peer.detached().getCondition().toString()).isEqualTo("amqp:decode-error");
        }
        othersAreServed();
    }

    @Test
    void sessionsAndLinksOfStrangersAreFew() {
        try (AmqpPeer sessions = AmqpPeer.open(endpoint); AmqpPeer links = AmqpPeer.open(endpoint)) {
            for (int i = 1; i < 8; i++) {
                sessions.wire.send(i, AmqpPeer.begin());
                sessions.wire.expect(Begin.class);
            }
            sessions.wire.send(8, AmqpPeer.begin());
            assertThat(sessions.wire.expect(Close.class).getError().getCondition().toString())
                    .isEqualTo("amqp:resource-limit-exceeded");

            for (int i = 0; i < 16; i++) {
                links.attached(links.receiver("$cbs"));
            }
            links.wire.send(0, links.receiver("$cbs"));
            assertThat(links.wire.expect(Close.class).getError().getCondition().toString())
                    .isEqualTo("amqp:resource-limit-exceeded");
        }
    }

    @Test
    void flowOfALinkThatIsNotThereEndsItsConnection() {
        try (AmqpPeer peer = backEnd()) {
            // when
            peer.credit(peer.receiver("never attached"), 10, 0);

            // then
            assertThat(peer.wire.isHungUp()).isTrue();
        }
        othersAreServed();
    }

    @Test
    void longTextsInARequestAreAnswered() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int node = peer.attachNode("$management");
            Message request = AmqpPeer.request("m".repeat(12_000),
                    Map.of("operation", "READ", "type", "com.microsoft:eventhub", "name", "n".repeat(12_000)));

            // when
            peer.send(node, request, true);

            // then
            assertThat(AmqpPeer.statusOf(peer.message())).isEqualTo(404);
        }
    }

    @Test
    void peerThatAsksAndNeverReadsIsHungUpOn() {
        try (AmqpPeer peer = backEnd()) {
            // given
            int node = peer.attachNode("$management");
            Message request = AmqpPeer.request("m".repeat(12_000), Map.of("operation", "READ"));

            // when then
            assertThatThrownBy(() -> {
                for (int i = 0; i < 10_000; i++) {
                    peer.send(node, request, true);
                }
            }).hasRootCauseInstanceOf(SocketException.class);
        }
        othersAreServed();
    }

    @Test
    void answersThatNobodyTakesCostTheLink() {
        try (AmqpPeer peer = backEnd()) {
            // given
            Attach requests = peer.sender("$management");
            peer.attached(requests);
            peer.wire.expect(Flow.class);
            peer.attached(peer.receiver("$management"));

            // when
            for (int i = 0; i < 1100; i++) {
                peer.send(requests.getHandle().intValue(), AmqpPeer.request("1", Map.of("operation", "READ")), true);
            }

            // then
            assertThat(peer.detachedAfterFlows().getCondition().toString()).isEqualTo("amqp:resource-limit-exceeded");
        }
    }

    @Test
    void hungUpReaderLeavesNothingBehind() {
        // given
        AmqpPeer peer = backEnd();
        Attach reader = peer.receiver(AmqpPeer.PARTITION_0);
        peer.attached(reader);
        peer.credit(reader, 10, 0);

        // when
        peer.close();

        // then
        Awaitility.await().until(() -> endpoint.readers.count("$Default", 0) == 0);
        Awaitility.await().until(() -> endpoint.log.listenerCount(0) == 0);
        endpoint.append(0, "to nobody");
    }
}
