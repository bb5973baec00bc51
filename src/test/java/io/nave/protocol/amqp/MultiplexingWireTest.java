package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Credentials;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten thousand devices on one connection (device-protocols §2.12): each with a session of its own, and all in one session. */
final class MultiplexingWireTest extends DeviceWireTest {

    private static final int DEVICES = 10_000;
    /** Answers are read after so many requests, for nobody reads while this client writes. */
    private static final int AT_ONCE = 50;

    private static String id(int i) {
        return "many-" + i;
    }

    private AmqpPeer gateway() {
        for (int i = 0; i < DEVICES; i++) {
            endpoint.register(id(i), true, new Credentials.SymmetricKeys(KEY_1, KEY_1));
        }
        return AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()));
    }

    private static void attach(AmqpPeer peer, int channel, int handle, int device) {
        Attach attach = peer.sender("/devices/" + id(device) + "/messages/events");
        attach.setName("TelemetrySenderLink" + handle);
        attach.setHandle(UnsignedInteger.valueOf(handle));
        peer.wire.send(channel, attach);
    }

    private static void send(AmqpPeer peer, int channel, int handle, int device, int deliveryId) {
        Transfer transfer = peer.nextTransfer(handle);
        transfer.setDeliveryId(UnsignedInteger.valueOf(deliveryId));
        peer.wire.send(channel, transfer, AmqpPeer.encode(message(id(device))));
    }

    private static void awaitLinks(AmqpPeer peer, int count) {
        int flows = 0;
        while (flows < count) {
            Object body = peer.wire.next().body();
            assertThat(body).isInstanceOfAny(Attach.class, Flow.class, Begin.class);
            flows += body instanceof Flow ? 1 : 0;
        }
    }

    private static void awaitAccepted(AmqpPeer peer, int count) {
        int accepted = 0;
        while (accepted < count) {
            Object body = peer.wire.next().body();
            if (body instanceof Disposition disposition) {
                assertThat(disposition.getState()).isInstanceOf(Accepted.class);
                int last = disposition.getLast() == null ? disposition.getFirst().intValue() : disposition.getLast().intValue();
                accepted += last - disposition.getFirst().intValue() + 1;
            }
        }
    }

    private void assertAllArrivedAndAreConnected() {
        Set<String> sent = endpoint.intake.messages().stream().map(m -> textOf(m.body()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(sent).hasSize(DEVICES);
        assertThat(endpoint.intake.messages()).allMatch(m -> m.origin().client().toString().equals(textOf(m.body())));
        assertThat(endpoint.connections.size()).isEqualTo(DEVICES);
    }

    @Test
    void everyDeviceHasASession() {
        try (AmqpPeer peer = gateway()) {
            for (int from = 1; from <= DEVICES; from += AT_ONCE) {
                for (int i = from; i < from + AT_ONCE; i++) {
                    peer.wire.send(i, AmqpPeer.begin());
                    attach(peer, i, 0, i - 1);
                }
                awaitLinks(peer, AT_ONCE);
                for (int i = from; i < from + AT_ONCE; i++) {
                    send(peer, i, 0, i - 1, 0);
                }
                awaitAccepted(peer, AT_ONCE);
            }
            assertAllArrivedAndAreConnected();
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> endpoint.connections.size() == 0);
    }

    @Test
    void allDevicesAreInOneSessionAndOneIsCut() {
        try (AmqpPeer peer = gateway()) {
            int first = 10; // handles of this client before were few
            for (int from = 0; from < DEVICES; from += AT_ONCE) {
                for (int i = from; i < from + AT_ONCE; i++) {
                    attach(peer, 0, first + i, i);
                }
                awaitLinks(peer, AT_ONCE);
                for (int i = from; i < from + AT_ONCE; i++) {
                    send(peer, 0, first + i, i, i + 1);
                }
                awaitAccepted(peer, AT_ONCE);
            }
            assertAllArrivedAndAreConnected();
            // when
            endpoint.register(id(77), false, new Credentials.SymmetricKeys(KEY_1, KEY_1));
            endpoint.changes().announce(new AccessChange.Identity(new DeviceId(id(77)))).await().indefinitely();
            // then
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:unauthorized-access");
            assertThat(endpoint.connections.size()).isEqualTo(DEVICES - 1);
            send(peer, 0, first + 78, 78, DEVICES + 1);
            awaitAccepted(peer, 1);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> endpoint.connections.size() == 0);
    }
}
