package io.nave.protocol.amqp;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.access.TokenMaker;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;
import io.nave.protocol.websocket.HubWebSockets;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What loses its right at one replica is cut at the other, and nothing else is (device-protocols §2.12, §4, semantics §9.2):
 * a device, its key or a policy, over AMQP and over both kinds of WebSocket.
 */
@Timeout(120)
class RevocationReplicasIT {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final long FAR_AWAY = 4102444800L;
    private static final AtomicInteger ROUNDS = new AtomicInteger();

    private static HubProcess first;
    private static HubProcess second;
    private static HttpClient client;
    private static HubWebSockets webSockets;

    private final int round = ROUNDS.incrementAndGet();
    private final String policy = "fleet" + round;
    private final String device = "revoked-" + round;
    private final String neighbour = "neighbour-" + round;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory());
        second = first.startReplica(SharedHub.newDirectory());
        client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(first.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
        webSockets = new HubWebSockets(URI.create("https://" + second.host() + ":" + second.httpsPort()));
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    private static void create(String id) {
        send("PUT", "/devices/" + id, "{\"deviceId\":\"" + id + "\",\"authentication\":{\"type\":\"sas\",\"symmetricKey\":"
                + "{\"primaryKey\":\"" + KEY + "\",\"secondaryKey\":\"" + OTHER_KEY + "\"}}}", false);
    }

    private void takeAway(String what) {
        switch (what) {
            case "device" ->
                send("PUT", "/devices/" + device, "{\"deviceId\":\"" + device + "\",\"status\":\"disabled\"}", true);
            case "key" -> send("POST", "/devices/keys/regenerate",
                    "{\"policyKey\":\"primary\",\"devices\":[{\"id\":\"" + device + "\"}]}", false);
            case "deleted" -> send("DELETE", "/devices/" + device, "", true);
            default -> send("POST", "/admin/policies/" + policy + "/regenerateKey", "{\"keyName\":\"primary\"}", true);
        }
    }

    private static void send(String method, String path, String body, boolean anyVersion) {
        URI uri = URI.create("https://" + first.host() + ":" + first.httpsPort() + path + "?api-version=2021-04-12");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", TokenMaker.ofPolicy(first.host(), HubProcess.OWNER, first.ownerKey()))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (anyVersion) {
            request.header("If-Match", "*");
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String token(String what, String id) {
        return what.equals("policy") ? TokenMaker.ofPolicy(first.host(), policy, KEY)
                : TokenMaker.token(first.host() + "/devices/" + id, KEY, FAR_AWAY);
    }

    private void prepare(String what) {
        create(device);
        create(neighbour);
        if (what.equals("policy")) {
            send("PUT", "/admin/policies/" + policy, "{\"rights\":\"DeviceConnect\",\"primaryKey\":\"" + KEY + "\"}", false);
        }
    }

    private static Socket tls() {
        try {
            SSLSocket socket = (SSLSocket) TrustedAuthority.of(second.caCertificate()).sslContext().getSocketFactory()
                    .createSocket(second.host(), second.amqpPort());
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int attach(AmqpPeer peer, String id) {
        Attach attach = peer.sender("/devices/" + id + "/messages/events");
        peer.attached(attach);
        peer.wire.expect(Flow.class);
        assertServed(peer, attach.getHandle().intValue());
        return attach.getHandle().intValue();
    }

    private static void assertServed(AmqpPeer peer, int handle) {
        peer.send(handle, AmqpPeer.request("x", java.util.Map.of()), false);
        assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({ "device,tcp", "key,tcp", "deleted,tcp", "policy,tcp", "device,websocket", "key,websocket",
            "policy,websocket" })
    void linksOfTheRevokedAreCutAndThoseOfItsNeighbourAreNot(String what, String transport) {
        prepare(what);
        Socket socket = transport.equals("tcp") ? tls() : webSockets.open(HubWebSockets.HUB, "AMQPWSB10");
        try (AmqpPeer peer = new AmqpPeer(new RawAmqp(socket))) {
            peer.wire.write(RawAmqp.AMQP_HEADER);
            peer.wire.expectHeader(RawAmqp.AMQP_HEADER);
            peer.openAndBegin();
            assertThat(AmqpPeer.statusOf(peer.putToken(token(what, device)))).isEqualTo(200);
            assertThat(
                    AmqpPeer.statusOf(peer.putToken(TokenMaker.token(first.host() + "/devices/" + neighbour, KEY, FAR_AWAY))))
                    .isEqualTo(200);
            attach(peer, device);
            int other = attach(peer, neighbour);
            // when
            takeAway(what);
            // then
            assertThat(peer.detachedAfterFlows().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
            assertServed(peer, other);
        }
    }

    @ParameterizedTest
    @CsvSource({ "device", "key", "deleted", "policy" })
    void mqttOverWebSocketIsCutAndItsNeighbourIsNot(String what) {
        prepare(what);
        try (MqttWire revoked = mqtt(device, token(what, device)); MqttWire other = mqtt(neighbour, token("key", neighbour))) {
            // when
            takeAway(what);
            // then
            assertThat(revoked.isClosedByHub()).isTrue();
            assertThat(other.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        }
    }

    private static MqttWire mqtt(String id, String token) {
        MqttWire wire = new MqttWire(webSockets.open(HubWebSockets.HUB, "mqtt"));
        assertThat(wire.connect(MqttConnectFrame.of(id, first.host() + "/" + id + "/?api-version=2021-04-12", token)).hex())
                .isEqualTo("20020000");
        return wire;
    }
}
