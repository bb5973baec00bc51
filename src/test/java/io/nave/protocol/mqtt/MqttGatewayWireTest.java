package io.nave.protocol.mqtt;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.access.Permission;
import io.nave.hub.access.PolicyService;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.access.StubBearerTokens;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.KeyGenerator;
import io.nave.hub.identity.Module;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.rules.AccessRulesService;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A gateway that connects for those below it, with the key of its own {@code $edgeHub} and an {@code auth-chain}
 * (device-protocols §1.2, §7): {@code leaf} behind {@code mid} behind {@code top}, {@code direct} behind {@code top}.
 */
class MqttGatewayWireTest {

    private static final String ACCEPTED = "20020000";
    private static final String ACCEPTED_WITH_SESSION = "20020100";
    private static final String NOT_AUTHORIZED = "20020005";
    private static final long FAR_AWAY = 4102444800L;
    private static final String HUB_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "c29tZSBuZXcga2V5IG9mIDMyIGJ5dGVzIGxlbmd0aC4=";

    private MqttFixture hub;
    private MqttFixture elsewhere;

    @BeforeEach
    void start() {
        hub = new MqttFixture();
        elsewhere = hub.replica();
        edge("top", true, List.of());
        edge("mid", true, List.of(scope("top")));
        edge("other", true, List.of(scope("top")));
        leaf("leaf", scope("mid"));
        leaf("direct", scope("top"));
        for (String gateway : List.of("top", "mid", "other")) {
            edgeHub(gateway, HUB_KEY);
        }
        module("mid", "app", MqttFixture.KEY);
    }

    @AfterEach
    void stop() {
        hub.close();
        elsewhere.close();
    }

    @Test
    void messagesOfAChildAreTheChilds() {
        // given
        MqttWire wire = in(hub, behalf("leaf", "leaf;mid"));

        // when
        wire.send(MqttFrame.publish("devices/leaf/messages/events/a=b", 1, 1, "x")).read();

        // then
        assertThat(hub.intake.messages()).hasSize(1);
        DeviceMessage message = hub.intake.messages().getFirst();
        assertThat(message.origin().client()).isEqualTo(ClientId.of("leaf"));
        assertThat(message.origin().generationId()).isEqualTo("gen-leaf");
        assertThat(message.origin().authMethod()).isEqualTo(AuthMethod.DEVICE_SAS);
    }

    @Test
    void gatewayConnectsForModulesToo() {
        // given
        MqttWire wire = in(hub, behalf("mid/app", "mid/app;mid;top"));

        // when
        wire.send(MqttFrame.publish("devices/mid/modules/app/messages/events/", 1, 1, "x")).read();

        // then
        assertThat(hub.intake.messages().getFirst().origin().client()).isEqualTo(ClientId.of("mid", "app"));
        assertThat(hub.intake.messages().getFirst().origin().authMethod()).isEqualTo(AuthMethod.MODULE_SAS);
    }

    @Test
    void childMayNotSpeakForItsGateway() {
        // given
        MqttWire wire = in(hub, behalf("leaf", "leaf;mid"));

        // when
        wire.send(MqttFrame.publish("devices/mid/messages/events/", 1, 1, "x"));

        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void edgeHubConnectsForItself() {
        in(hub, MqttConnectFrame.of("mid/$edgeHub", "hub.test.local/mid/$edgeHub/?api-version=2020-09-30",
                tokenOf("mid", HUB_KEY)));
        in(hub, behalf("mid/$edgeHub", "mid/$edgeHub;mid"));
        in(hub, behalf("mid/$edgeHub", "mid/$edgeHub;mid;top"));
    }

    @ParameterizedTest
    @CsvSource({ "leaf, leaf;mid;top", "direct, direct;top", "mid, mid;top", "leaf, leaf;mid/$edgeHub;mid;top" })
    void gatewaysOfManyLevelsAct(String client, String chain) {
        assertThat(hub.open().connect(behalf(client, chain)).hex()).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
            "leaf, leaf;other, it is not the parent",
            "leaf, leaf;other;top, the one between is not",
            "leaf, leaf;top, one is left out",
            "leaf, direct;top, made out to another",
            "leaf, leaf;nosuch, no such gateway",
            "dev1, dev1;top, behind no gateway",
            "nosuch, nosuch;top, no such device",
            "mid/nosuch, mid/nosuch;mid, no such module",
            "leaf, leaf;mid/app, no gateway's module" })
    void wrongChainIsRefused(String client, String chain, String why) {
        assertThat(hub.open().connect(behalf(client, chain)).hex()).as(why).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void proofMustBeTheActorsOwn() {
        // given: the key of the child, of the one between, of the gateway as a device, an old one
        List<String> wrong = List.of(MqttFixture.token("leaf"), tokenOf("mid", HUB_KEY), MqttFixture.token("top"),
                tokenOf("top", OTHER_KEY));

        // then
        for (String token : wrong) {
            assertThat(hub.open().connect(behalf("leaf", "leaf;mid;top", token)).hex()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void whyAGatewayIsRefusedIsToldToTheLogAlone() {
        // when
        hub.open().connect(behalf("leaf", "leaf;other"));
        hub.open().connect(behalf("nosuch", "nosuch;top"));
        hub.open().connect(behalf("nosuch", "nosuch;top", tokenOf("top", OTHER_KEY)));
        leaf("leaf", false, scope("mid"));
        hub.open().connect(behalf("leaf", "leaf;mid"));

        // then
        assertThat(hub.events(HubEvent.ConnectionRefused.class)).extracting(refused -> refused.cause().code())
                .containsExactly(ErrorCode.IOT_HUB_UNAUTHORIZED, ErrorCode.DEVICE_NOT_FOUND, ErrorCode.IOT_HUB_UNAUTHORIZED,
                        ErrorCode.DEVICE_DISABLED);
    }

    @Test
    void chainOfTheTargetAloneIsAnOrdinaryConnect() {
        assertThat(hub.open().connect(behalf("leaf", "leaf", MqttFixture.token("leaf"))).hex()).isEqualTo(ACCEPTED);
    }

    @Test
    void disabledGatewayIsCutAtOnceOnEveryReplicaWithAllItConnected() {
        // given
        MqttWire own = in(hub, MqttFixture.connect("direct"));
        MqttWire here = in(hub, behalf("leaf", "leaf;mid"));
        MqttWire there = in(elsewhere, behalf("mid/app", "mid/app;mid"));

        // when
        edge("mid", false, List.of(scope("top")));
        changed("mid");

        // then
        assertThat(here.isClosedByHub()).isTrue();
        assertThat(there.isClosedByHub()).isTrue();
        assertAlive(own);
        assertThat(elsewhere.open().connect(behalf("leaf", "leaf;mid")).hex()).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void gatewayInTheMiddleThatIsDisabledBreaksWhatGoesThroughIt() {
        // given
        MqttWire through = in(elsewhere, behalf("leaf", "leaf;mid;top"));
        MqttWire beside = in(elsewhere, behalf("direct", "direct;top"));

        // when
        edge("mid", false, List.of(scope("top")));
        changed("mid");

        // then
        assertThat(through.isClosedByHub()).isTrue();
        assertAlive(beside);
    }

    @Test
    void newKeyOfEdgeHubCutsItsChildrenAndASparedOneDoesNot() {
        // given
        edgeHub("top", HUB_KEY, OTHER_KEY);
        MqttWire byFirst = in(elsewhere, behalf("leaf", "leaf;mid;top"));
        MqttWire bySecond = in(elsewhere, behalf("direct", "direct;top", tokenOf("top", OTHER_KEY)));

        // when
        edgeHub("top", MqttFixture.KEY, OTHER_KEY);
        changed("top");

        // then
        assertThat(byFirst.isClosedByHub()).isTrue();
        assertAlive(bySecond);
    }

    @Test
    void childThatMovesElsewhereIsCut() {
        // given
        MqttWire wire = in(elsewhere, behalf("leaf", "leaf;mid;top"));

        // when
        leaf("leaf", scope("other"));
        changed("leaf");

        // then
        assertThat(wire.isClosedByHub()).isTrue();
        assertThat(hub.open().connect(behalf("leaf", "leaf;mid;top")).hex()).isEqualTo(NOT_AUTHORIZED);
        in(hub, behalf("leaf", "leaf;other;top"));
    }

    @Test
    void gatewayThatMovesElsewhereTakesNobodyAlong() {
        // given
        MqttWire wire = in(elsewhere, behalf("leaf", "leaf;mid;top"));

        // when
        edge("mid", true, List.of(scope("other")));
        changed("mid");

        // then
        assertThat(wire.isClosedByHub()).isTrue();
        in(elsewhere, behalf("leaf", "leaf;mid;other;top"));
    }

    @Test
    void disabledChildIsCut() {
        // given
        MqttWire wire = in(elsewhere, behalf("leaf", "leaf;mid"));

        // when
        leaf("leaf", false, scope("mid"));
        changed("leaf");

        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    @Test
    void newKeyOfAChildDoesNotCutWhatItsGatewayConnected() {
        // given
        MqttWire wire = in(elsewhere, behalf("leaf", "leaf;mid"));

        // when
        put("leaf", true, new Credentials.SymmetricKeys(OTHER_KEY, OTHER_KEY),
                new EdgeScope(false, scope("mid"), List.of(scope("mid"))));
        changed("leaf");

        // then
        assertAlive(wire);
    }

    @Test
    void newestConnectionOfAChildWinsWhoeverMadeIt() {
        // given
        MqttWire byGateway = in(hub, behalf("leaf", "leaf;mid"));

        // when
        MqttWire own = in(elsewhere, MqttFixture.connect("leaf"));

        // then
        assertThat(byGateway.isClosedByHub()).isTrue();
        MqttWire again = in(hub, behalf("leaf", "leaf;mid"));
        assertThat(own.isClosedByHub()).isTrue();
        assertAlive(again);
        await().untilAsserted(() -> assertThat(hub.connections.behind(new DeviceId("mid"))).hasSize(1));
    }

    @Test
    void gatewayOfWhichNobodyIsConnectedAnyMoreIsForgotten() {
        // given
        MqttWire byGateway = in(hub, behalf("leaf", "leaf;mid;top"));
        assertThat(hub.connections.behind(new DeviceId("top"))).hasSize(1);

        // when
        in(hub, MqttFixture.connect("leaf"));

        // then
        assertThat(byGateway.isClosedByHub()).isTrue();
        await().untilAsserted(() -> {
            assertThat(hub.connections.behind(new DeviceId("top"))).isEmpty();
            assertThat(hub.connections.behind(new DeviceId("mid"))).isEmpty();
        });
    }

    @Test
    void deniedGatewayIsCutAndRefused() {
        // given
        AccessRulesService rules = new AccessRulesService(hub.rules, hub.changes(), new StubBearerTokens(true));
        MqttWire through = in(elsewhere, behalf("leaf", "leaf;mid;top"));
        MqttWire own = in(elsewhere, MqttFixture.connect("direct"));

        // when
        rules.changeDevices(lists -> lists.deny(new DeviceId("mid"))).await().indefinitely();

        // then
        assertThat(through.isClosedByHub()).isTrue();
        assertAlive(own);
        assertThat(hub.open().connect(behalf("leaf", "leaf;mid;top")).hex()).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void policyThatAGatewayUsesCutsItsChildrenWithIt() {
        // given
        hub.policies.save(new SharedAccessPolicy("fleet", Set.of(Permission.DEVICE_CONNECT), OTHER_KEY, OTHER_KEY)).await()
                .indefinitely();
        String token = MqttFixture.token("hub.test.local/devices/top", FAR_AWAY, OTHER_KEY, "fleet");
        MqttWire wire = in(elsewhere, behalf("direct", "direct;top", token));

        // when
        new PolicyService(hub.policies, new KeyGenerator(), hub.changes())
                .delete("fleet", EtagCondition.NONE, MqttAccessWireTest.OWNER).await().indefinitely();

        // then
        assertThat(wire.isClosedByHub()).isTrue();
    }

    private static MqttConnectFrame behalf(String client, String chain) {
        String last = chain.substring(chain.lastIndexOf(';') + 1);
        return behalf(client, chain, tokenOf(last.split("/")[0], HUB_KEY));
    }

    /** As the .NET client writes it. */
    private static MqttConnectFrame behalf(String client, String chain, String token) {
        return MqttConnectFrame.of(client,
                "hub.test.local/" + client + "/?api-version=2020-09-30&DeviceClientType=x&auth-chain="
                        + URLEncoder.encode(chain, StandardCharsets.UTF_8),
                token);
    }

    private static String tokenOf(String gateway, String key) {
        return MqttFixture.token("hub.test.local%2Fdevices%2F" + gateway + "%2Fmodules%2F%24edgeHub", FAR_AWAY, key, "");
    }

    private static MqttWire in(MqttFixture replica, MqttConnectFrame frame) {
        MqttWire wire = replica.open();
        assertThat(wire.connect(frame).hex()).isIn(ACCEPTED, ACCEPTED_WITH_SESSION);
        return wire;
    }

    private static void assertAlive(MqttWire wire) {
        assertThat(wire.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
    }

    private static String scope(String edge) {
        return "ms-azure-iot-edge://" + edge + "-1";
    }

    private void changed(String device) {
        hub.changes().announce(new AccessChange.Identity(new DeviceId(device))).await().indefinitely();
    }

    private void edge(String id, boolean enabled, List<String> parents) {
        put(id, enabled, MqttFixture.KEYS, new EdgeScope(true, scope(id), parents));
    }

    private void leaf(String id, String scope) {
        leaf(id, true, scope);
    }

    private void leaf(String id, boolean enabled, String scope) {
        put(id, enabled, MqttFixture.KEYS, new EdgeScope(false, scope, List.of(scope)));
    }

    private void put(String id, boolean enabled, Credentials credentials, EdgeScope scope) {
        hub.identities.put(new Device(new DeviceId(id), "gen-" + id, new ETag("e"),
                new DeviceStatus(enabled, "", Device.NEVER), credentials, scope));
    }

    private void edgeHub(String gateway, String key) {
        module(gateway, "$edgeHub", key);
    }

    private void edgeHub(String gateway, String primary, String secondary) {
        module(gateway, "$edgeHub", new Credentials.SymmetricKeys(primary, secondary));
    }

    private void module(String device, String name, String key) {
        module(device, name, new Credentials.SymmetricKeys(key, key));
    }

    private void module(String device, String name, Credentials credentials) {
        hub.identities.modules().put(new Module(ClientId.of(device, name), "gen-" + name, new ETag("e"), "", credentials));
    }
}
