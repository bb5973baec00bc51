package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.Module;

import static org.assertj.core.api.Assertions.assertThat;

/** A gateway that attaches links for those below it (device-protocols §2.6, §7): {@code leaf} behind {@code gw}. */
final class DeviceGatewayWireTest extends DeviceWireTest {

    private static final String SCOPE = "ms-azure-iot-edge://gw-1";
    private static final Symbol AUTH_CHAIN = Symbol.getSymbol("com.microsoft:auth-chain");

    @BeforeEach
    void registerGateway() {
        put("gw", new EdgeScope(true, SCOPE, List.of()));
        put("leaf", new EdgeScope(false, SCOPE, List.of(SCOPE)));
        put("stranger", EdgeScope.NONE);
        endpoint.identities.modules().put(new Module(ClientId.of("gw", "$edgeHub"), "gen-edgeHub", new ETag("e"), "",
                new Credentials.SymmetricKeys(KEY_1, KEY_1)));
    }

    private void put(String id, EdgeScope scope) {
        endpoint.identities.put(new Device(new DeviceId(id), "gen-" + id, new ETag("e"),
                new DeviceStatus(true, "", Device.NEVER), new Credentials.SymmetricKeys(KEY_2, KEY_2), scope));
    }

    private AmqpPeer gateway() {
        AmqpPeer peer = AmqpPeer.open(endpoint);
        assertThat(AmqpPeer.statusOf(peer.putToken(edgeHubToken(Duration.ofHours(1))))).isEqualTo(200);
        return peer;
    }

    private String edgeHubToken(Duration life) {
        return Tokens.ofDevice(AmqpEndpoint.HOST + "/devices/gw/modules/$edgeHub", KEY_1, clock.instant().plus(life));
    }

    private static Attach behalf(AmqpPeer peer, String device, String chain) {
        Attach attach = peer.sender("/devices/" + device + "/messages/events");
        attach.setProperties(Map.of(AUTH_CHAIN, chain));
        return attach;
    }

    private static int served(AmqpPeer peer, Attach attach) {
        peer.attached(attach);
        peer.wire.expect(Flow.class);
        peer.send(attach.getHandle().intValue(), message("x"), false);
        assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        return attach.getHandle().intValue();
    }

    @Test
    void childIsServedBesideItsGateway() {
        try (AmqpPeer peer = gateway()) {
            served(peer, behalf(peer, "leaf", "leaf;gw"));
            served(peer, peer.sender("/devices/gw/modules/$edgeHub/messages/events"));
        }
        assertThat(endpoint.intake.messages()).extracting(m -> m.origin().client().toString())
                .containsExactly("leaf", "gw/$edgeHub");
    }

    @Test
    void whoIsNotBelowIsRefused() {
        try (AmqpPeer peer = gateway()) {
            for (String chain : List.of("stranger;gw", "stranger;dev1")) {
                assertThat(condition(peer.refused(behalf(peer, "stranger", chain)))).isEqualTo("amqp:unauthorized-access");
            }
            assertThat(condition(peer.refused(peer.sender("/devices/leaf/messages/events"))))
                    .isEqualTo("amqp:unauthorized-access");
            assertThat(condition(peer.refused(behalf(peer, "leaf", "other;gw")))).isEqualTo("com.microsoft:argument-error");
        }
    }

    @Test
    void childThatGetsAnotherParentIsCut() {
        try (AmqpPeer peer = gateway()) {
            served(peer, behalf(peer, "leaf", "leaf;gw"));
            put("leaf", EdgeScope.NONE);
            endpoint.changes().announce(new AccessChange.Identity(new DeviceId("leaf"))).await().indefinitely();
            assertThat(condition(peer.detachedAfterFlows())).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void renewedTokenOfTheGatewayCarriesItsChildrenOn() {
        try (AmqpPeer peer = gateway()) {
            int handle = served(peer, behalf(peer, "leaf", "leaf;gw"));
            clock.advance(Duration.ofMinutes(64));
            assertThat(AmqpPeer.statusOf(peer.putToken(edgeHubToken(Duration.ofHours(1))))).isEqualTo(200);
            Awaitility.await().until(() -> AmqpPeer.statusOf(peer.putToken(tokenOf("dev2", KEY_2))).equals(200));
            clock.advance(Duration.ofMinutes(10));
            Awaitility.await().during(Duration.ofMillis(1200)).until(() -> isConnected("leaf"));
            peer.send(handle, message("still"), false);
            assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
        }
    }
}
