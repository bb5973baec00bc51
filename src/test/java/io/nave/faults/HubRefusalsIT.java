package io.nave.faults;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The real hub refuses what the reference says (device-protocols §1.3, §1.8, §4), and a device beside it that does everything
 * right never notices: its connection lives, and all its messages are in the log, once and in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HubRefusalsIT {

    private static final int ACCEPTED = 0;
    private static final int NOT_AUTHORIZED = 5;
    private static final int UNACCEPTABLE_PROTOCOL = 1;
    private static final int PUBACK = 4;
    private static final int LARGEST = 256 * 1024;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int HANG_UP_MILLIS = 40_000;
    private static final int PEERS = 10;
    private static final Duration HOUR = Duration.ofHours(1);

    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    /** Opens a connection to one of the hub's ports. */
    @FunctionalInterface
    private interface Connector {
        Socket connect() throws IOException;
    }

    private final Random random = new Random(SEED);
    private HubProcess hub;
    private SSLContext tls;
    private Bystander bystander;
    private String key;

    @BeforeAll
    void start() throws IOException {
        System.out.println("HubRefusalsIT: seed " + SEED + " (repeat with -Dtest.seed=" + SEED + ")");
        hub = HubProcess.start(SharedHub.newDirectory(), Map.of("NAVE_MQTT_CONNECT_TIMEOUT", "5s"));
        tls = TrustedAuthority.of(hub.caCertificate()).sslContext();
        bystander = new Bystander(hub, socket(hub.mqttPort()));
        key = hub.registry().createDevice("sensor-1");
        hub.registry().createDevice("sensor-2");
    }

    @AfterEach
    void bystanderIsUndisturbed() {
        assertThat(hub.isAlive()).as(hub.lastWords()).isTrue();
        bystander.assertUndisturbed();
    }

    @AfterAll
    void bystandersMessagesAreAllReadOnceAndInOrder() throws Exception {
        try (EventReader reader = EventReader.connect(hub)) {
            int sent = bystander.finish();
            List<Integer> read = reader.readAll().stream().filter(event -> Bystander.ID.equals(event.deviceId()))
                    .map(event -> PacedDevice.messageId(event.body()).number()).toList();
            assertThat(read).isEqualTo(IntStream.range(0, sent).boxed().toList());
        } finally {
            bystander.close();
            hub.close();
        }
    }

    @Test
    void theRightKeyIsAccepted() throws IOException {
        assertThat(connect("sensor-1", token("sensor-1", key, HOUR))).isEqualTo(ACCEPTED);
    }

    @Test
    void wrongKeyIsRefusedWith5() throws IOException {
        String wrong = java.util.Base64.getEncoder().encodeToString(new byte[32]);
        assertThat(connect("sensor-1", token("sensor-1", wrong, HOUR))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void noPasswordAndNoCertificateIsRefusedWith5() throws IOException {
        assertThat(connect("sensor-1", null)).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void anotherDevicesTokenIsRefusedWith5() throws IOException {
        assertThat(connect("sensor-2", token("sensor-1", key, HOUR))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void aTokenThatEndedTenMinutesAgoIsRefusedWith5() throws IOException {
        assertThat(connect("sensor-1", token("sensor-1", key, Duration.ofMinutes(-10)))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void aTokenThatEndedFourMinutesAgoIsWithinTheSkew() throws IOException {
        assertThat(connect("sensor-1", token("sensor-1", key, Duration.ofMinutes(-4)))).isEqualTo(ACCEPTED);
    }

    @Test
    void disabledDeviceIsRefusedWith5() throws IOException {
        // given
        String disabledKey = hub.registry().createDevice("disabled");
        assertThat(connect("disabled", token("disabled", disabledKey, HOUR))).isEqualTo(ACCEPTED);
        // when
        hub.registry().disable("disabled");
        // then
        assertThat(connect("disabled", token("disabled", disabledKey, HOUR))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void unknownDeviceIsRefusedWith5() throws IOException {
        assertThat(connect("nobody", token("nobody", key, HOUR))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void aUserNameThatIsNotTheClientIdIsRefused() throws IOException {
        // given
        var credentials = new MqttClient.Credentials("sensor-2", userName("sensor-1"), token("sensor-1", key, HOUR));
        try (MqttClient client = client()) {
            // then
            assertThat(client.connect(credentials)).isNotEqualTo(ACCEPTED);
            assertClosed(client);
        }
    }

    @Test
    void mqttLevelThreeIsRefusedWith1() throws IOException {
        try (MqttClient client = client()) {
            // when
            client.send(new byte[] { 0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 3, 2, 0, 60, 0, 0 });
            // then
            assertThat(client.read().body()[1]).isEqualTo((byte) UNACCEPTABLE_PROTOCOL);
            assertClosed(client);
        }
    }

    @Test
    void anotherDevicesTopicClosesTheConnection() throws IOException {
        assertRefused(publish("devices/sensor-2/messages/events/", "foreign".getBytes(StandardCharsets.US_ASCII), 1));
    }

    @Test
    void anUnknownTopicClosesTheConnection() throws IOException {
        assertRefused(publish("elsewhere", "unknown".getBytes(StandardCharsets.US_ASCII), 1));
    }

    @Test
    void qos2ClosesTheConnection() throws IOException {
        assertRefused(publish("devices/sensor-1/messages/events/", "qos 2".getBytes(StandardCharsets.US_ASCII), 2));
    }

    @Test
    void aMessageOf256KbIsTaken() throws IOException {
        try (MqttClient client = connected()) {
            // when
            client.publish(publish("devices/sensor-1/messages/events/", new byte[LARGEST], 1));
            // then
            assertThat(client.read().type()).isEqualTo(PUBACK);
        }
    }

    @Test
    void aMessageOf256KbAndOneByteClosesTheConnection() throws IOException {
        assertRefused(publish("devices/sensor-1/messages/events/", new byte[LARGEST + 1], 1));
    }

    @Test
    void aSecondConnectClosesTheConnection() throws IOException {
        try (MqttClient client = connected()) {
            // when
            assertThatThrownBy(() -> client.connect(credentials("sensor-1", token("sensor-1", key, HOUR))))
                    // then: no CONNACK
                    .isInstanceOfAny(EOFException.class, SocketException.class, SSLException.class);
        }
    }

    @Test
    void aFirstPacketThatIsNoConnectClosesTheConnection() throws IOException {
        try (MqttClient client = client()) {
            // when
            client.publish(publish("devices/sensor-1/messages/events/", new byte[0], 1));
            // then
            assertClosed(client);
        }
    }

    @Test
    void halfAConnectHarmsNobody() throws IOException {
        try (MqttClient client = client()) {
            client.send(new byte[] { 0x10, 60, 0, 4, 'M', 'Q', 'T' });
        }
    }

    @Test
    void halfAPublishIsNoMessage() throws IOException {
        // when
        try (MqttClient client = connected()) {
            client.send(
                    ("\u0030\u007f\u0000\u0021devices/sensor-1/messages/events/half").getBytes(StandardCharsets.ISO_8859_1));
        }
        // then
        assertThat(bodiesOf("sensor-1")).noneMatch(body -> body.contains("half"));
    }

    @Test
    void aRefusedMessageIsNotInTheLog() throws IOException {
        // given
        assertRefused(publish("devices/sensor-2/messages/events/", "stray".getBytes(StandardCharsets.US_ASCII), 1));
        assertRefused(publish("devices/sensor-1/messages/events/", "stray".getBytes(StandardCharsets.US_ASCII), 2));
        // then
        assertThat(bodiesOf("sensor-1")).doesNotContain("stray");
        assertThat(bodiesOf("sensor-2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 8883, 5671 })
    void randomBytesInsteadOfTlsAreHungUpOn(int port) throws IOException {
        assertHungUpOnRandomBytes(() -> new Socket(hub.host(), port));
    }

    @ParameterizedTest
    @ValueSource(ints = { 8883, 5671 })
    void randomBytesInsideTlsAreHungUpOn(int port) throws IOException {
        assertHungUpOnRandomBytes(() -> socket(port));
    }

    @Test
    void randomBytesAfterConnectCloseTheConnection() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (MqttClient client = connected()) {
                byte[] bytes = randomBytes();
                bytes[0] = (byte) 0xf0; // no packet of MQTT 3.1.1 has type 15, so the rest cannot happen to be right
                client.send(bytes);
                assertClosed(client);
            } catch (SocketException | SSLException e) { // closed while the bytes were still on their way
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void aWrongKeyOverAmqpIsRefused() {
        assertThatThrownBy(() -> EventReader.connect(hub, HubProcess.OWNER, "bm90IHRoZSBrZXk=").close())
                .isInstanceOf(CompletionException.class).rootCause()
                .isInstanceOf(javax.security.sasl.AuthenticationException.class);
    }

    private List<String> bodiesOf(String deviceId) {
        try (EventReader reader = EventReader.connect(hub)) {
            return reader.readAll().stream().filter(event -> deviceId.equals(event.deviceId()))
                    .map(event -> new String(event.body(), StandardCharsets.ISO_8859_1)).toList();
        }
    }

    /** The return code of a CONNECT; a refused one must be followed by the end of the connection. */
    private int connect(String deviceId, String password) throws IOException {
        try (MqttClient client = client()) {
            int code = client.connect(credentials(deviceId, password));
            if (code == ACCEPTED) {
                client.disconnect();
            } else {
                assertClosed(client);
            }
            return code;
        }
    }

    private MqttClient connected() throws IOException {
        MqttClient client = client();
        assertThat(client.connect(credentials("sensor-1", token("sensor-1", key, HOUR)))).isEqualTo(ACCEPTED);
        return client;
    }

    private void assertRefused(MqttClient.Publish message) throws IOException {
        try (MqttClient client = connected()) {
            client.publish(message);
            assertClosed(client);
        } catch (SocketException | SSLException e) { // closed before everything was written
            assertThat(e).isNotNull();
        }
    }

    /** The hub sends nothing more and closes. */
    private static void assertClosed(MqttClient client) {
        assertThatThrownBy(client::read).isInstanceOfAny(EOFException.class, SocketException.class, SSLException.class);
    }

    /** All at once, because the hub may wait 30 s for the rest of what looks like half a CONNECT (device-protocols §1.7). */
    private void assertHungUpOnRandomBytes(Connector connector) throws IOException {
        List<Socket> sockets = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < PEERS; i++) {
                sockets.add(connector.connect());
                send(sockets.getLast(), randomBytes());
            }
            sockets.forEach(HubRefusalsIT::assertHungUp);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.setSoTimeout(HANG_UP_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) { // hung up on already
            assertThat(e).isNotNull();
        }
    }

    /** An AMQP header or a TLS alert may come first; the end must come. */
    private static void assertHungUp(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("The hub did not hang up within " + HANG_UP_MILLIS + " ms (seed " + SEED + ")", e);
        } catch (IOException e) { // reset, which is an end as well
            assertThat(e).isNotNull();
        }
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[64 + random.nextInt(4000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static MqttClient.Publish publish(String topic, byte[] payload, int qos) {
        return new MqttClient.Publish(topic, payload, qos, 1, false);
    }

    private MqttClient.Credentials credentials(String deviceId, String password) {
        return new MqttClient.Credentials(deviceId, userName(deviceId), password);
    }

    private String userName(String deviceId) {
        return hub.host() + "/" + deviceId + "/?api-version=2021-04-12";
    }

    private String token(String deviceId, String deviceKey, Duration life) {
        return SasTokens.device(hub.host(), deviceId, deviceKey, life);
    }

    private MqttClient client() throws IOException {
        return new MqttClient(socket(hub.mqttPort()));
    }

    private Socket socket(int port) throws IOException {
        Socket socket = tls.getSocketFactory().createSocket(hub.host(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }
}
