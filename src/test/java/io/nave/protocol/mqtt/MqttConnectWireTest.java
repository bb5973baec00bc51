package io.nave.protocol.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.Presence;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.Credentials;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.twins.TwinWrite;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is let in, and what the others are told (device-protocols §1.1 to §1.3, §1.7; M1, M2, M4, M10). */
class MqttConnectWireTest {

    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final String ACCEPTED = "20020000";
    private static final String ACCEPTED_WITH_SESSION = "20020100";
    private static final String WRONG_LEVEL = "20020001";
    private static final String UNAVAILABLE = "20020003";
    private static final String NOT_AUTHORIZED = "20020005";

    private MqttFixture hub;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "hub.test.local%2Fdevices%2Fdev1", "hub.test.local/devices/dev1",
            "hub.test.local%2fdevices%2fdev1" })
    void everySpellingOfAScopeIsLetIn(String resource) {
        // given
        String token = MqttFixture.token(resource, 4102444800L, MqttFixture.KEY, "");
        // when
        MqttFrame answer = hub.open().connect(MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x", token));
        // then
        assertThat(answer.hex()).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "HUB.test.local/dev1/api-version=2016-11-14", "hub.test.local:18883/dev1", "127.0.0.1/dev1/" })
    void olderAndBarerUserNamesAreLetIn(String userName) {
        // when
        MqttFrame answer = hub.open().connect(MqttFixture.connect("dev1").withUserName(userName));
        // then
        assertThat(answer.hex()).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({ "device,20020000", "service,20020005", "nobody,20020005" })
    void policyTokenIsLetInByItsRights(String policy, String answer) {
        // given
        String token = MqttFixture.token(MqttFixture.HOST, 4102444800L, MqttFixture.KEY, policy);
        // when
        MqttFrame connack = hub.open().connect(MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x", token));
        // then
        assertThat(connack.hex()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a:b.c%d@e'f$g=h", "d-1(2),3;4", "who?*" })
    void idMayHoldMarks(String id) {
        // given
        hub.put(id, true, MqttFixture.KEYS);
        MqttWire wire = hub.open();
        // when
        String connack = wire.connect(MqttFixture.connect(id)).hex();
        wire.send(MqttFrame.publish("devices/" + id + "/messages/events/", 1, 1, "x"));
        // then
        assertThat(connack).isEqualTo(ACCEPTED);
        assertThat(wire.read().hex()).isEqualTo("40020001");
        assertThat(hub.intake.messages().get(0).origin().client()).isEqualTo(ClientId.of(id));
    }

    @Test
    void wrongKeyUnknownDisabledAndForeignAreRefusedWith5AndClosed() {
        // given
        hub.put("disabled", false, MqttFixture.KEYS);
        hub.put("x509", true, new Credentials.Thumbprints("A".repeat(40), ""));
        MqttConnectFrame good = MqttFixture.connect("dev1");
        String wrongKey = MqttFixture.token(MqttFixture.HOST + "/devices/dev1", 4102444800L, "d3Jvbmcga2V5IQ==", "");
        List<MqttConnectFrame> refused = List.of(
                MqttConnectFrame.of("dev1", good.userName().get(), wrongKey),
                MqttConnectFrame.of("dev1", good.userName().get(), "nonsense"),
                MqttConnectFrame.of("dev1", good.userName().get(), MqttFixture.token("dev2")),
                MqttFixture.connect("unknown"), MqttFixture.connect("disabled"), MqttFixture.connect("x509"),
                MqttFixture.connect("not/an/id"),
                good.withoutPassword(), good.withUserName("hub.test.local/dev2/?api-version=x"),
                good.withUserName("other.hub/dev1/?api-version=x"),
                good.withUserName("hub.test.local/dev1/?api-version=x&auth-chain=dev1%3Bedge1"));
        for (MqttConnectFrame connect : refused) {
            // when
            MqttWire wire = hub.open();
            MqttFrame answer = wire.connect(connect);
            // then
            assertThat(answer.hex()).as(connect.toString()).isEqualTo(NOT_AUTHORIZED);
            assertThat(wire.isClosedByHub()).isTrue();
        }
        assertThat(hub.events(HubEvent.ConnectionRefused.class)).hasSize(refused.size());
        assertThat(hub.connections.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "-240,20020000", "-600,20020005" })
    void expiredTokenIsAcceptedForFiveMinutes(long secondsFromNow, String answer) {
        // given
        String token = MqttFixture.tokenExpiringIn("dev1", secondsFromNow);
        // when
        MqttFrame connack = hub.open().connect(MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x", token));
        // then
        assertThat(connack.hex()).isEqualTo(answer);
    }

    @Test
    void connectionEndsFiveMinutesAfterItsToken() {
        // given
        String token = MqttFixture.tokenExpiringIn("dev1", -298);
        MqttWire wire = hub.open();
        // when
        wire.connect(MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x", token));
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.events(HubEvent.ConnectionCut.class))
                .containsExactly(new HubEvent.ConnectionCut(ClientId.of("dev1"), CutReason.TOKEN_EXPIRED));
    }

    @ParameterizedTest
    @ValueSource(ints = { 3, 5, 6 })
    void otherProtocolLevelsAreRefusedWith1(int level) {
        // when
        MqttWire wire = hub.open();
        MqttFrame answer = wire.connect(MqttFixture.connect("dev1").withLevel(level));
        // then
        assertThat(answer.hex()).isEqualTo(WRONG_LEVEL);
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void storeThatIsGoneIsRefusedWith3() {
        // given
        hub.storesAreDown = true;
        // when
        MqttWire wire = hub.open();
        MqttFrame answer = wire.connect(MqttFixture.connect("dev1"));
        // then
        assertThat(answer.hex()).isEqualTo(UNAVAILABLE);
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void packetsBehindTheConnectAreHandledAfterTheConnack() {
        // given
        MqttWire wire = hub.open();
        // when
        wire.send(MqttFixture.connect("dev1").frame(),
                MqttFrame.subscribe(1, "devices/dev1/messages/devicebound/#", 1),
                MqttFrame.publish("devices/dev1/messages/events/", 1, 2, "x"), MqttFrame.ping());
        // then
        assertThat(wire.read().hex()).isEqualTo(ACCEPTED);
        assertThat(wire.read().hex()).isEqualTo("9003000101");
        assertThat(List.of(wire.read().hex(), wire.read().hex())).containsExactlyInAnyOrder("40020002", "d000");
    }

    @Test
    void newerConnectionOfTheSameClientWins() {
        // given
        MqttWire older = hub.connected();
        MqttWire newer = hub.open();
        // when
        String answer = newer.connect(MqttFixture.connect("dev1")).hex();
        // then
        assertThat(answer).isEqualTo(ACCEPTED_WITH_SESSION);
        assertThat(older.isClosedByHub()).isTrue();
        assertThat(newer.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        assertThat(hub.messenger.told()).containsExactly(new NodeCall.Connected(ClientId.of("dev1")),
                new NodeCall.Connected(ClientId.of("dev1")));
        await().untilAsserted(() -> assertThat(hub.events(HubEvent.DeviceDisconnected.class)).hasSize(1));
        assertThat(presence().connected()).isTrue();
    }

    @Test
    void refusedConnectionTakesNothingOver() {
        // given
        MqttWire wire = hub.connected();
        // when
        hub.open().connect(MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x", "nonsense"));
        // then
        assertThat(wire.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
    }

    @Test
    void connectionIsCutWhenTheClientConnectsElsewhereOrIsRevoked() {
        // given
        var elsewhere = hub.messenger.replica();
        MqttWire first = hub.connected();
        // when
        elsewhere.tell(new NodeCall.Connected(ClientId.of("dev1"))).await().indefinitely();
        // then
        assertThat(first.isClosedByHub()).isTrue();
        MqttWire second = hub.connected();
        hub.put("dev1", false, MqttFixture.KEYS);
        elsewhere.tell(new NodeCall.AccessChanged(new AccessChange.Identity(new DeviceId("dev1")))).await().indefinitely();
        assertThat(second.isClosedByHub()).isTrue();
        assertThat(hub.events(HubEvent.ConnectionCut.class)).extracting(HubEvent.ConnectionCut::reason)
                .containsExactly(CutReason.TAKEN_OVER, CutReason.REVOKED);
    }

    @Test
    void deviceThatIsDisabledWhileItConnectsIsRefused() {
        // given
        hub.afterReading = () -> {
            hub.afterReading = () -> {
            };
            hub.put("dev1", false, MqttFixture.KEYS);
            hub.connections.accessChanged();
        };
        MqttWire wire = hub.open();
        // when
        MqttFrame answer = wire.connect(MqttFixture.connect("dev1"));
        // then
        assertThat(answer.hex()).isEqualTo(NOT_AUTHORIZED);
        assertThat(wire.isClosedByHub()).isTrue();
        await().until(() -> hub.connections.size() == 0);
    }

    @Test
    void presenceFollowsTheConnection() {
        // given
        MqttWire wire = hub.connected();
        Presence connected = presence();
        // when
        wire.close();
        // then
        assertThat(connected.connected()).isTrue();
        await().untilAsserted(() -> assertThat(presence().connected()).isFalse());
        assertThat(presence().updatedAt()).isAfterOrEqualTo(connected.updatedAt());
        assertThat(hub.connections.size()).isZero();
    }

    @Test
    void whateverTheClientSendsOrIsSentIsActivity() {
        // given
        MqttWire wire = hub.connected();
        Instant before = presence().lastActivity();
        await().until(() -> Instant.now().isAfter(before.plusMillis(1)));
        // when
        wire.send(MqttFrame.ping()).read();
        // then
        Instant pinged = presence().lastActivity();
        assertThat(pinged).isAfter(before);
        // given
        wire.send(MqttFrame.subscribe(1, "$iothub/twin/PATCH/properties/desired/#", 0)).read();
        Instant subscribed = presence().lastActivity();
        await().until(() -> Instant.now().isAfter(subscribed.plusMillis(1)));
        // when
        hub.twins.write(DEV1, desired("{\"a\":1}"), EtagCondition.parse(null)).await().atMost(Duration.ofSeconds(10));
        wire.read();
        // then
        await().untilAsserted(() -> assertThat(presence().lastActivity()).isAfter(subscribed));
    }

    private static TwinWrite desired(String content) {
        String patch = "{\"properties\":{\"desired\":" + content + "}}";
        return TwinJson.readPatch(TwinText.object(patch.getBytes(StandardCharsets.UTF_8)));
    }

    private Presence presence() {
        return hub.presence.find(List.of(DEV1)).await().atMost(Duration.ofSeconds(10)).get(DEV1);
    }

    @Test
    void silentClientIsCutAfterOneAndAHalfKeepAlives() {
        // given
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1").withKeepAlive(1));
        // when
        long start = System.nanoTime();
        boolean closed = wire.isClosedByHub();
        // then
        assertThat(closed).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1400), Duration.ofSeconds(5));
    }

    @Test
    void clientThatNeverSaysConnectIsClosed() {
        // given
        MqttWire wire = hub.open();
        // when
        boolean closed = wire.isClosedByHub();
        // then
        assertThat(closed).isTrue();
    }

    @Test
    void modelIdIsStampedOnTelemetry() {
        // given
        MqttWire wire = hub.open();
        wire.connect(MqttFixture.connect("dev1")
                .withUserName("hub.test.local/dev1/?api-version=2021-04-12&model-id=dtmi:com:example:T;1"));
        // when
        wire.send(MqttFrame.publish("devices/dev1/messages/events/", 1, 1, "x"),
                MqttFrame.publish("devices/dev1/messages/events/%24.sub=c1", 1, 2, "x"));
        // then
        wire.read();
        wire.read();
        assertThat(hub.intake.messages()).allSatisfy(message -> assertThat(message.systemProperties())
                .containsEntry(SystemProperty.MODEL_ID, "dtmi:com:example:T;1"));
        assertThat(hub.intake.messages().get(1).systemProperties()).containsEntry(SystemProperty.COMPONENT, "c1");
    }

    @Test
    void stopCutsEveryConnection() {
        // given
        MqttWire wire = hub.connected();
        // when
        hub.stop();
        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.events(HubEvent.ConnectionCut.class)).extracting(HubEvent.ConnectionCut::reason)
                .containsExactly(CutReason.SHUTDOWN);
    }
}
