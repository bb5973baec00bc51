package io.nave.protocol.mqtt;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Module;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** Modules over MQTT: they connect as {@code d/m} with keys of their own (device-protocols §1.1, §1.11.3, §4.2). */
class MqttModuleWireTest {

    private static final String ACCEPTED = "20020000";
    private static final String NOT_AUTHORIZED = "20020005";
    private static final String MODULE_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final ClientId CAMERA = ClientId.of("dev1", "cam");

    private MqttFixture hub;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
        hub.identities.modules().put(new Module(CAMERA, "gen-cam", new ETag("e"), "",
                new Credentials.SymmetricKeys(MODULE_KEY, MODULE_KEY)));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void moduleSendsWithItsOwnIdentityAndOutput() {
        // given
        MqttWire wire = hub.open();
        assertThat(wire.connect(camera(MODULE_KEY)).hex()).isEqualTo(ACCEPTED);

        // when: as node, java and python spell it
        wire.send(MqttFrame.publish("devices/dev1/modules/cam/messages/events/%24.on=out1&k=v/", 1, 1, "a"),
                MqttFrame.publish("devices/dev1/modules/cam/messages/events/$.on=out1&$.cdid=dev1&$.cmid=cam/", 1, 2, "b"),
                MqttFrame.publish("devices/dev1/modules/cam/messages/events/%24.on=out1", 1, 3, "c"));
        wire.read();
        wire.read();
        wire.read();

        // then
        assertThat(hub.intake.messages()).hasSize(3).allSatisfy(MqttModuleWireTest::isOfTheCamera);
        assertThat(hub.intake.messages().getFirst().applicationProperties()).isEqualTo(Map.of("k", "v"));
    }

    private static void isOfTheCamera(DeviceMessage message) {
        assertThat(message.origin().client()).isEqualTo(CAMERA);
        assertThat(message.origin().generationId()).isEqualTo("gen-cam");
        assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.MODULE_SAS);
        assertThat(message.systemProperties()).containsEntry(SystemProperty.OUTPUT_NAME, "out1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev1/modules/cam/inputs/#", "devices/dev1/modules/cam/#",
            "devices/dev1/modules/cam/messages/devicebound/#", "$iothub/methods/POST/#", "$iothub/twin/res/#",
            "$iothub/twin/PATCH/properties/desired/#" })
    void moduleSubscribesToItsOwn(String filter) {
        // given
        MqttWire wire = hub.open();
        wire.connect(camera(MODULE_KEY));

        // then
        assertThat(wire.send(MqttFrame.subscribe(1, filter, 1)).read().hex()).isEqualTo("9003000101");
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev1/messages/devicebound/#", "devices/dev1/modules/other/inputs/#", "devices/dev1/#" })
    void moduleDoesNotSubscribeToOthers(String filter) {
        // given
        MqttWire wire = hub.open();
        wire.connect(camera(MODULE_KEY));

        // then
        assertThat(wire.send(MqttFrame.subscribe(1, filter, 1)).read().hex()).isEqualTo("9003000180");
    }

    @ParameterizedTest
    @ValueSource(strings = { "devices/dev1/messages/events/", "devices/dev1/modules/other/messages/events/" })
    void moduleThatPublishesForOthersIsClosed(String topic) {
        // given
        MqttWire wire = hub.open();
        wire.connect(camera(MODULE_KEY));

        // when
        wire.send(MqttFrame.publish(topic, 1, 1, "x"));

        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.intake.messages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
            "dev1/cam, hub.test.local%2Fdevices%2Fdev1%2Fmodules%2Fcam, module, " + ACCEPTED,
            "dev1/cam, hub.test.local/devices/dev1/modules/cam, module, " + ACCEPTED,
            "dev1/cam, hub.test.local/devices/dev1, module, " + NOT_AUTHORIZED,
            "dev1/cam, hub.test.local/devices/dev1/modules/cam, device, " + NOT_AUTHORIZED,
            "dev1/cam, hub.test.local/devices/dev1, device, " + NOT_AUTHORIZED,
            "dev1/cam, hub.test.local/devices/dev1/modules/other, module, " + NOT_AUTHORIZED,
            "dev1/nosuch, hub.test.local/devices/dev1/modules/nosuch, module, " + NOT_AUTHORIZED,
            "dev1, hub.test.local/devices/dev1, module, " + NOT_AUTHORIZED })
    void tokenOfAModuleIsForThatModuleAlone(String client, String resource, String key, String answer) {
        // given
        String token = MqttFixture.token(resource, 4102444800L, key.equals("module") ? MODULE_KEY : MqttFixture.KEY, "");

        // then
        assertThat(hub.open().connect(connect(client, token)).hex()).isEqualTo(answer);
    }

    @Test
    void policyTokenLetsModulesIn() {
        // given
        String token = MqttFixture.token("hub.test.local", 4102444800L, MqttFixture.KEY, "device");

        // then
        assertThat(hub.open().connect(connect("dev1/cam", token)).hex()).isEqualTo(ACCEPTED);
    }

    @Test
    void deviceAndItsModuleAreTwoConnections() {
        // given
        MqttWire device = hub.connected();
        MqttWire module = hub.open();
        module.connect(camera(MODULE_KEY));

        // then
        assertThat(device.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        assertThat(module.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        assertThat(hub.connections.of(new DeviceId("dev1"))).hasSize(2);

        // when
        MqttWire newer = hub.open();
        newer.connect(camera(MODULE_KEY));

        // then
        assertThat(module.isClosedByHub()).isTrue();
        assertThat(device.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
    }

    @Test
    void sessionOfAModuleIsItsOwn() {
        // given
        MqttWire first = hub.open();
        first.connect(camera(MODULE_KEY));
        first.send(MqttFrame.subscribe(1, "$iothub/methods/POST/#", 1)).read();
        first.close();

        // then
        assertThat(hub.connected().send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        assertThat(hub.open().connect(camera(MODULE_KEY)).hex()).as("session present").isEqualTo("20020100");
    }

    @Test
    void moduleFallsWithItsDevice() {
        // given
        MqttWire wire = hub.open();
        wire.connect(camera(MODULE_KEY));

        // when
        hub.put("dev1", false, MqttFixture.KEYS);
        hub.messenger.replica().tell(new NodeCall.AccessChanged(new AccessChange.Identity(new DeviceId("dev1")))).await()
                .indefinitely();

        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.open().connect(camera(MODULE_KEY)).hex()).isEqualTo(NOT_AUTHORIZED);
        assertThat(hub.events(HubEvent.ConnectionCut.class)).extracting(HubEvent.ConnectionCut::reason)
                .isEqualTo(List.of(CutReason.REVOKED));
    }

    private static MqttConnectFrame camera(String key) {
        return connect("dev1/cam",
                MqttFixture.token("hub.test.local%2Fdevices%2Fdev1%2Fmodules%2Fcam", 4102444800L, key, ""));
    }

    private static MqttConnectFrame connect(String client, String token) {
        return MqttConnectFrame.of(client, MqttFixture.HOST + "/" + client + "/?api-version=2021-04-12", token);
    }
}
