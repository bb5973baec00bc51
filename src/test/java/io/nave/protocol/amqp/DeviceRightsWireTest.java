package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.monitoring.CutReason;

import static org.assertj.core.api.Assertions.assertThat;

/** Which links a device may have, and when it loses them (device-protocols §2.4, §2.5, §2.11, §2.12, §4). */
final class DeviceRightsWireTest extends DeviceWireTest {

    private static final String EVENTS = "/devices/dev1/messages/events";

    private static ErrorCondition refused(AmqpPeer peer, String address) {
        return peer.refused(peer.sender(address));
    }

    private static void assertServed(AmqpPeer peer, int handle) {
        peer.send(handle, message("served"), false);
        assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
    }

    @Test
    void nobodyWithoutATokenAndNobodyElsesLinks() {
        try (AmqpPeer peer = connected("dev1")) {
            assertThat(condition(refused(peer, "/devices/dev2/messages/events"))).isEqualTo("amqp:unauthorized-access");
            assertThat(condition(refused(peer, "/devices/dev1/modules/m/messages/events")))
                    .isEqualTo("amqp:unauthorized-access");
            assertServed(peer, sender(peer, EVENTS));
        }
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertThat(condition(refused(peer, EVENTS))).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void putTokenIsAnsweredWithTheVerdict() {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertThat(AmqpPeer.statusOf(peer.putToken(tokenOf("dev1", KEY_2)))).isEqualTo(401);
            assertThat(AmqpPeer.statusOf(peer.putToken(tokenOf("nobody", KEY_1)))).isIn(401, 404);
            assertThat(AmqpPeer.statusOf(peer.putToken("SharedAccessSignature sr=x"))).isEqualTo(401);
            Message answer = peer.putToken(tokenOf("dev1", KEY_1), UnsignedLong.valueOf(7));
            assertThat(AmqpPeer.statusOf(answer)).isEqualTo(200);
            assertThat(answer.getCorrelationId()).isEqualTo(UnsignedLong.valueOf(7));
            UUID id = UUID.randomUUID();
            assertThat(peer.putToken(tokenOf("dev1", KEY_1), id).getCorrelationId()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "hub1.example.com/devices/dev1", "hub1.example.com%2Fdevices%2Fdev1",
            "HUB1.EXAMPLE.COM%2fdevices%2fdev1", "amqps%3A%2F%2Fhub1.example.com%2Fdevices%2Fdev1" })
    void resourceOfATokenIsSpelledInManyWays(String resource) {
        try (AmqpPeer peer = AmqpPeer.open(endpoint)) {
            assertThat(AmqpPeer.statusOf(peer.putToken(Tokens.ofDevice(resource, KEY_1, inAnHour())))).isEqualTo(200);
            assertServed(peer, sender(peer, EVENTS));
        }
    }

    @Test
    void tokenOfAPolicyConnectsTheDevicesOfItsScope() {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            assertServed(peer, sender(peer, EVENTS));
            assertServed(peer, sender(peer, "/devices/dev2/messages/events"));
            assertThat(condition(refused(peer, "/devices/nobody/messages/events"))).isEqualTo("amqp:not-found");
        }
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint,
                Tokens.iotHub(AmqpEndpoint.HOST + "/devices/dev1", "device", inAnHour()))) {
            assertThat(condition(refused(peer, "/devices/dev2/messages/events"))).isEqualTo("amqp:unauthorized-access");
            assertServed(peer, sender(peer, EVENTS));
        }
    }

    @Test
    void policyThatMayNotConnectDevicesDoesNot() {
        try (AmqpPeer peer = backEnd()) {
            assertThat(condition(refused(peer, EVENTS))).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void disabledDeviceIsRefusedAndACutOneLosesItsLinksOnly() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            int first = sender(peer, EVENTS);
            int second = sender(peer, "/devices/dev2/messages/events");
            assertServed(peer, first);
            // when
            endpoint.register("dev1", false, new Credentials.SymmetricKeys(KEY_1, KEY_1));
            endpoint.changes().announce(new AccessChange.Identity(new DeviceId("dev1"))).await().indefinitely();
            // then
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:unauthorized-access");
            assertServed(peer, second);
            assertThat(condition(refused(peer, EVENTS))).isEqualTo("amqp:unauthorized-access");
            assertThat(isConnected("dev1")).isFalse();
            assertThat(isConnected("dev2")).isTrue();
        }
    }

    @Test
    void presenceIsThatOfTheLinks() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            assertThat(isConnected("dev1")).isFalse();
            int handle = sender(peer, EVENTS);
            Attach other = receiver(peer, "/devices/dev1/messages/devicebound", 1);
            assertThat(isConnected("dev1")).isTrue();
            assertThat(isConnected("dev2")).isFalse();
            detach(peer, handle);
            assertThat(isConnected("dev1")).isTrue();
            detach(peer, other.getHandle().intValue());
            Awaitility.await().until(() -> !isConnected("dev1"));
        }
    }

    private static void detach(AmqpPeer peer, int handle) {
        Detach detach = new Detach();
        detach.setHandle(UnsignedInteger.valueOf(handle));
        detach.setClosed(true);
        peer.wire.send(0, detach);
        assertThat(peer.wire.expect(Detach.class).getHandle()).isEqualTo(detach.getHandle());
    }

    @Test
    void endOfASessionIsTheEndOfItsDevicesOnly() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            sender(peer, EVENTS);
            peer.wire.send(1, AmqpPeer.begin());
            peer.wire.expect(Begin.class);
            Attach second = peer.sender("/devices/dev2/messages/events");
            second.setName("same-name");
            second.setHandle(UnsignedInteger.ZERO);
            peer.wire.send(1, second);
            peer.wire.expect(Attach.class);
            peer.wire.expect(Flow.class);
            Awaitility.await().until(() -> isConnected("dev2"));
            // when
            peer.wire.send(1, new End());
            // then
            peer.wire.expect(End.class);
            Awaitility.await().until(() -> !isConnected("dev2"));
            assertThat(isConnected("dev1")).isTrue();
        }
    }

    @Test
    void sameLinkNamesInSeveralSessionsAreDifferentLinks() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            for (int channel = 1; channel <= 2; channel++) {
                peer.wire.send(channel, AmqpPeer.begin());
                peer.wire.expect(Begin.class);
                Attach attach = peer.sender("amqps://hub1.example.com/devices/dev" + channel + "/messages/events");
                attach.setName("TelemetrySenderLink");
                attach.setHandle(UnsignedInteger.ZERO);
                peer.wire.send(channel, attach);
                assertThat(peer.wire.expect(Attach.class).getTarget()).isNotNull();
                peer.wire.expect(Flow.class);
            }
            assertThat(isConnected("dev1")).isTrue();
            assertThat(isConnected("dev2")).isTrue();
        }
    }

    @Test
    void newerConnectionTakesOver() {
        try (AmqpPeer older = connected("dev1", "dev2"); AmqpPeer newer = connected("dev1")) {
            sender(older, EVENTS);
            int bystander = sender(older, "/devices/dev2/messages/events");
            int handle = sender(newer, EVENTS);
            assertThat(condition(older.detachedAfterFlows())).isEqualTo("com.microsoft:link-creation-conflict");
            assertServed(older, bystander);
            assertServed(newer, handle);
            assertThat(isConnected("dev1")).isTrue();
        }
    }

    @Test
    void newerLinkOfTheSameKindReplacesTheOlder() {
        try (AmqpPeer peer = connected("dev1")) {
            sender(peer, EVENTS);
            Attach again = peer.sender(EVENTS);
            peer.wire.send(0, again);
            assertThat(peer.wire.expect(Attach.class).getName()).isEqualTo(again.getName());
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:link:stolen");
            assertThat(isConnected("dev1")).isTrue();
            assertServed(peer, again.getHandle().intValue());
        }
    }

    @Test
    void tokenEndsTheLinksAGracePeriodAfterItExpiresUnlessItIsRenewed() {
        try (AmqpPeer peer = connected("dev1", "dev2")) {
            int first = sender(peer, EVENTS);
            sender(peer, "/devices/dev2/messages/events");
            Instant later = clock.instant().plus(Duration.ofHours(3));
            clock.advance(Duration.ofHours(1).plusMinutes(4));
            String renewed = Tokens.ofDevice(AmqpEndpoint.HOST + "/devices/dev1", KEY_1, later);
            assertThat(AmqpPeer.statusOf(peer.putToken(renewed))).isEqualTo(200);
            assertServed(peer, first);
            // when
            clock.advance(Duration.ofMinutes(2));
            // then
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:unauthorized-access");
            assertThat(isConnected("dev2")).isFalse();
            assertServed(peer, first);
        }
    }

    @Test
    void renewedTokenOfAPolicyCarriesItsDevicesOn() {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            int handle = sender(peer, EVENTS);
            clock.advance(Duration.ofHours(1).plusMinutes(4));
            assertThat(AmqpPeer.statusOf(peer.putToken(Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour())))).isEqualTo(200);
            Awaitility.await().until(() -> AmqpPeer.statusOf(peer.putToken(tokenOf("dev2", KEY_2))).equals(200));
            clock.advance(Duration.ofMinutes(3));
            assertServed(peer, handle);
            Awaitility.await().during(Duration.ofMillis(1200)).until(() -> isConnected("dev1"));
        }
    }

    @Test
    void rotatedPolicyCutsTheDevicesThatRestOnIt() {
        try (AmqpPeer peer = AmqpPeer.authorized(endpoint, Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))) {
            assertThat(AmqpPeer.statusOf(peer.putToken(tokenOf("dev2", KEY_2)))).isEqualTo(200);
            sender(peer, EVENTS);
            int own = sender(peer, "/devices/dev2/messages/events");
            endpoint.rotate("device", KeyChange.PRIMARY);
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:unauthorized-access");
            assertServed(peer, own);
        }
    }

    @Test
    void shutdownOfADeviceIsSaidSo() {
        try (AmqpPeer peer = connected("dev1")) {
            sender(peer, EVENTS);
            endpoint.connections.cut(ClientId.of("dev1"), CutReason.SHUTDOWN);
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:connection:forced");
        }
    }

    @Test
    void deviceMayProveItselfBySaslPlain() {
        assertThat(plain("dev1@sas.hub1", tokenOf("dev1", KEY_1))).isZero();
        assertThat(plain("dev1@SAS.hub1.example.com", tokenOf("dev1", KEY_1))).isZero();
        assertThat(plain("dev1@sas.hub1", tokenOf("dev1", KEY_2))).isEqualTo(1);
        assertThat(plain("dev2@sas.hub1", tokenOf("dev1", KEY_1))).isEqualTo(1);
        assertThat(plain("dev1@sas.other", tokenOf("dev1", KEY_1))).isEqualTo(1);
        assertThat(plain("device@sas.root.hub1", Tokens.iotHub(AmqpEndpoint.HOST, "device", inAnHour()))).isZero();
    }

    @Test
    void deviceOfSaslPlainNeedsNoCbs() {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            assertThat(login(wire, "dev1@sas.hub1", tokenOf("dev1", KEY_1))).isZero();
            wire.write(RawAmqp.AMQP_HEADER);
            wire.expectHeader(RawAmqp.AMQP_HEADER);
            AmqpPeer peer = new AmqpPeer(wire);
            peer.openAndBegin();
            assertServed(peer, sender(peer, EVENTS));
            assertThat(condition(refused(peer, "/devices/dev2/messages/events"))).isEqualTo("amqp:unauthorized-access");
        }
    }

    private int plain(String user, String password) {
        try (RawAmqp wire = new RawAmqp(endpoint.port)) {
            return login(wire, user, password);
        }
    }

    private static int login(RawAmqp wire, String user, String password) {
        wire.write(RawAmqp.SASL_HEADER);
        wire.expectHeader(RawAmqp.SASL_HEADER);
        wire.expect(SaslMechanisms.class);
        SaslInit init = new SaslInit();
        init.setMechanism(AmqpPeer.symbol("PLAIN"));
        init.setInitialResponse(new org.apache.qpid.proton.amqp.Binary(
                ("\0" + user + "\0" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        wire.sendSasl(init);
        return wire.expect(SaslOutcome.class).getCode().getValue().intValue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/devices/dev1/messages/other", "/devices/dev1", "/devices//messages/events",
            "/devices/dev1/modules/messages/events", "/devices/a b/messages/events" })
    void unknownAddressIsNotFound(String address) {
        try (AmqpPeer peer = connected("dev1")) {
            assertThat(condition(refused(peer, address))).isEqualTo("amqp:not-found");
        }
    }

    @Test
    void wrongDirectionIsNotAllowed() {
        try (AmqpPeer peer = connected("dev1")) {
            assertThat(condition(refused(peer, "/devices/dev1/messages/devicebound"))).isEqualTo("amqp:not-allowed");
            assertThat(condition(peer.refused(peer.receiver(EVENTS)))).isEqualTo("amqp:not-allowed");
        }
    }

    @Test
    void linkIsNotSentToBeforeItIsAnswered() {
        try (AmqpPeer peer = connected("dev1")) {
            Attach attach = peer.sender(EVENTS);
            peer.wire.send(0, attach);
            peer.send(attach.getHandle().intValue(), message("too early"), false);
            assertThat(peer.wire.expect(Attach.class)).isNotNull();
        }
        assertThat(endpoint.events).noneMatch(event -> event.toString().contains("BackgroundFailure"));
    }
}
