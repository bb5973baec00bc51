package io.nave.devicebound;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A message reaches its device on whichever replica it is, and outlives the replica that had it (semantics §5). */
@Timeout(120)
class DeviceBoundReplicasIT {

    private static final int ROUNDS = 20;

    private static HubProcess first;
    private static HubProcess second;
    private static HttpClient http;
    private static String token;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory());
        second = first.startReplica(SharedHub.newDirectory());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .sslContext(TrustedAuthority.of(first.caCertificate()).sslContext()).build();
        token = SasTokens.policy(first.host(), HubProcess.OWNER, first.ownerKey());
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @Test
    void messageThatEntersAtOneReplicaReachesTheDeviceAtTheOther() throws Exception {
        // given
        Device device = new Device("at-the-other", first.registry().createDevice("at-the-other"));
        try (MqttWire wire = device.subscribed(second)) {
            for (int i = 0; i < ROUNDS; i++) {
                // when
                send(first, device.id(), "m" + i);
                // then
                MqttFrame frame = wire.read();
                assertThat(frame.payload()).isEqualTo("m" + i);
                wire.send(MqttFrame.puback(frame.publishedId()));
            }
        }
        await().untilAsserted(() -> assertThat(depth(first, device.id())).isZero());
    }

    @Test
    void replicaThatIsKilledTakesNothingWithIt() throws Exception {
        // given
        Device device = new Device("killed", first.registry().createDevice("killed"));
        MqttWire before = device.subscribed(second);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            send(first, device.id(), "m" + i);
            sent.add("m" + i);
        }
        for (int i = 0; i < 3; i++) {
            before.send(MqttFrame.puback(before.read().publishedId()));
        }
        await().untilAsserted(() -> assertThat(depth(first, device.id())).isEqualTo(ROUNDS - 3));
        // when
        second.kill9();
        // then
        try (MqttWire wire = device.connected(first)) {
            List<String> received = new ArrayList<>();
            while (received.size() < ROUNDS - 3) {
                MqttFrame frame = wire.read();
                received.add(frame.payload());
                wire.send(MqttFrame.puback(frame.publishedId()));
            }
            assertThat(received).isEqualTo(sent.subList(3, ROUNDS));
            assertThat(wire.isSilentFor(300)).isTrue();
        }
        await().untilAsserted(() -> assertThat(depth(first, device.id())).isZero());
        second.restart();
    }

    private static void send(HubProcess replica, String device, String text) throws IOException, InterruptedException {
        HttpRequest request = request(replica, "/devices/" + device + "/messages/deviceBound")
                .POST(BodyPublishers.ofString(text)).build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    }

    private static int depth(HubProcess replica, String device) throws IOException, InterruptedException {
        String body = http.send(request(replica, "/devices/" + device).build(), BodyHandlers.ofString()).body();
        return Integer.parseInt(body.replaceAll(".*\"cloudToDeviceMessageCount\":(\\d+).*", "$1"));
    }

    private static HttpRequest.Builder request(HubProcess replica, String path) {
        return HttpRequest.newBuilder(
                URI.create("https://" + replica.host() + ":" + replica.httpsPort() + path + "?api-version=2021-04-12"))
                .timeout(Duration.ofSeconds(20)).header("Authorization", token);
    }

    /** A device with a durable session. */
    private record Device(String id, String key) {

        MqttWire subscribed(HubProcess replica) {
            MqttWire wire = connected(replica);
            wire.send(MqttFrame.subscribe(1, "devices/" + id + "/messages/devicebound/#", 1));
            assertThat(wire.read().type()).isEqualTo(MqttFrame.SUBACK);
            return wire;
        }

        MqttWire connected(HubProcess replica) {
            MqttWire wire = MqttWire.open(replica.plainMqttPort());
            String host = first.host();
            wire.connect(MqttConnectFrame.of(id, host + "/" + id + "/?api-version=2021-04-12",
                    SasTokens.device(host, id, key, Duration.ofHours(1))));
            return wire;
        }
    }
}
