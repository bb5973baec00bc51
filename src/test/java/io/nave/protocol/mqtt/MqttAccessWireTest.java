package io.nave.protocol.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.Caller;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.Peer;
import io.nave.hub.access.Permission;
import io.nave.hub.access.PolicyService;
import io.nave.hub.access.PolicyService.KeyChange;
import io.nave.hub.access.ProofSwitches;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.access.StubBearerTokens;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.KeyGenerator;
import io.nave.hub.network.IpRange;
import io.nave.hub.network.IpRule;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;
import io.nave.hub.rules.AccessRulesService;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Access rules, policy keys and guessing as a device meets them on the wire (device-protocols §1.3, §4; semantics §9.2). */
class MqttAccessWireTest {

    private static final String ACCEPTED = "20020000";
    private static final String ACCEPTED_WITH_SESSION = "20020100";
    private static final String UNAVAILABLE = "20020003";
    private static final String NOT_AUTHORIZED = "20020005";
    private static final String OTHER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    static final Caller OWNER = new Caller("iothubowner", Set.of(Permission.values()), List.of(),
            java.time.Instant.MAX);

    private final MqttFixture.Shared shared = MqttFixture.Shared.guardedBy(GuessLimits.DEFAULT);
    private final MqttFixture hub = new MqttFixture(shared);
    private final MqttFixture elsewhere = hub.replica();
    private final AccessRulesService rules = new AccessRulesService(hub.rules, hub.changes(), new StubBearerTokens(true));
    private final PolicyService policies = new PolicyService(hub.policies, new KeyGenerator(), hub.changes());

    @AfterEach
    void stop() {
        hub.close();
        elsewhere.close();
    }

    @Test
    void deniedDeviceIsCutOnBothReplicasAndComesBackOnNeither() {
        // given
        hub.put("dev2", true, MqttFixture.KEYS);
        MqttWire here = in(hub, MqttFixture.connect("dev1"));
        MqttWire there = in(elsewhere, MqttFixture.connect("dev2"));
        hub.put("bystander", true, MqttFixture.KEYS);
        MqttWire bystander = in(elsewhere, MqttFixture.connect("bystander"));

        // when
        done(rules.changeDevices(lists -> lists.deny(new DeviceId("dev1")).deny(new DeviceId("dev2"))));

        // then
        assertThat(here.isClosedByHub()).isTrue();
        assertThat(there.isClosedByHub()).isTrue();
        assertThat(bystander.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        assertThat(hub.open().connect(MqttFixture.connect("dev2")).hex()).isEqualTo(NOT_AUTHORIZED);
        assertThat(elsewhere.open().connect(MqttFixture.connect("dev1")).hex()).isEqualTo(NOT_AUTHORIZED);
        done(rules.changeDevices(lists -> lists.undeny(new DeviceId("dev1"))));
        in(elsewhere, MqttFixture.connect("dev1"));
    }

    @Test
    void listOfAllowedDevicesShutsOutTheOthers() {
        // given
        hub.put("dev2", true, MqttFixture.KEYS);
        MqttWire allowed = in(elsewhere, MqttFixture.connect("dev1"));
        MqttWire other = in(elsewhere, MqttFixture.connect("dev2"));

        // when
        done(rules.changeDevices(lists -> lists.allow(new DeviceId("dev1"))));

        // then
        assertThat(other.isClosedByHub()).isTrue();
        assertThat(allowed.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        assertThat(hub.open().connect(MqttFixture.connect("dev2")).hex()).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void ipFilterCutsAndRefusesWith5ByAddress() {
        // given
        hub.put("dev2", true, MqttFixture.KEYS);
        MqttWire inside = in(elsewhere, MqttFixture.connect("dev1"));
        MqttWire outside = from("127.0.0.9", elsewhere.port);
        assertThat(outside.connect(MqttFixture.connect("dev2")).hex()).isEqualTo(ACCEPTED);

        // when
        put(new NetworkRules(Action.REJECT, false, List.of(new IpRule("this", Action.ALLOW, IpRange.parse("127.0.0.1")))));

        // then
        assertThat(outside.isClosedByHub()).isTrue();
        assertThat(inside.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        for (int i = 0; i < 20; i++) { // at once, for it is no guess
            assertThat(from("127.0.0.9", hub.port).connect(MqttFixture.connect("dev2")).hex()).isEqualTo(NOT_AUTHORIZED);
        }
        in(hub, MqttFixture.connect("dev2"));
    }

    @Test
    void switchesCutAndRefuseWhoRestsOnWhatIsOff() {
        // given
        hub.put("dev2", true, MqttFixture.KEYS);
        MqttWire byOwnKey = in(elsewhere, MqttFixture.connect("dev1"));
        MqttWire byPolicy = in(elsewhere, byPolicy("dev2", MqttFixture.KEY));

        // when
        put(new ProofSwitches(true, false, false));

        // then
        assertThat(byPolicy.isClosedByHub()).isTrue();
        assertThat(byOwnKey.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        assertThat(hub.open().connect(byPolicy("dev2", MqttFixture.KEY)).hex()).isEqualTo(NOT_AUTHORIZED);
        put(new ProofSwitches(false, true, false));
        assertThat(byOwnKey.isClosedByHub()).isTrue();
        assertThat(hub.open().connect(MqttFixture.connect("dev1")).hex()).isEqualTo(NOT_AUTHORIZED);
        in(hub, byPolicy("dev2", MqttFixture.KEY));
    }

    @Test
    void regeneratedPolicyKeyCutsWhoRestedOnItAndNobodyElse() {
        // given
        done(hub.policies
                .save(new SharedAccessPolicy("device", Set.of(Permission.DEVICE_CONNECT), MqttFixture.KEY, OTHER_KEY)));
        hub.put("dev2", true, MqttFixture.KEYS);
        hub.put("dev3", true, MqttFixture.KEYS);
        MqttWire byPrimary = in(elsewhere, byPolicy("dev1", MqttFixture.KEY));
        MqttWire bySecondary = in(elsewhere, byPolicy("dev2", OTHER_KEY));
        MqttWire byOwnKey = in(elsewhere, MqttFixture.connect("dev3"));

        // when
        done(policies.rotate("device", KeyChange.SWAP, EtagCondition.NONE, OWNER));
        assertThat(byPrimary.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        done(policies.rotate("device", KeyChange.SECONDARY, EtagCondition.NONE, OWNER));

        // then
        assertThat(byPrimary.isClosedByHub()).isTrue();
        assertThat(bySecondary.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        assertThat(byOwnKey.send(MqttFrame.ping()).read().type()).isEqualTo(MqttFrame.PINGRESP);
        assertThat(hub.open().connect(byPolicy("dev1", MqttFixture.KEY)).hex()).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void deletedPolicyCutsWhoRestedOnIt() {
        // given
        done(hub.policies.save(new SharedAccessPolicy("fleet", Set.of(Permission.DEVICE_CONNECT), OTHER_KEY, OTHER_KEY)));
        MqttWire device = in(elsewhere, MqttConnectFrame.of("dev1", MqttFixture.HOST + "/dev1/?api-version=x",
                MqttFixture.token(MqttFixture.HOST, 4102444800L, OTHER_KEY, "fleet")));

        // when
        done(policies.delete("fleet", EtagCondition.NONE, OWNER));

        // then
        assertThat(device.isClosedByHub()).isTrue();
    }

    @Test
    void whoGuessesIsSlowedDownAndThenRefusedWith3WhileTheRealDeviceComesAndGoes() {
        // given
        hub.put("victim", true, MqttFixture.KEYS);
        in(hub, MqttFixture.connect("victim")).close();
        MqttConnectFrame wrong = MqttConnectFrame.of("victim", MqttFixture.HOST + "/victim/?api-version=x",
                MqttFixture.token(MqttFixture.HOST + "/devices/victim", 4102444800L, OTHER_KEY, ""));
        MqttConnectFrame stranger = MqttFixture.connect("nobody");

        // when
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            first.add(hub.open().connect(i % 2 == 0 ? wrong : stranger).hex());
        }
        List<MqttWire> late = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            late.add(hub.open().send(stranger.frame()));
        }
        await().until(() -> shared.time().waiting() == 64);

        // then
        assertThat(first).containsOnly(NOT_AUTHORIZED);
        assertThat(hub.open().connect(stranger).hex()).isEqualTo(UNAVAILABLE);
        in(hub, MqttFixture.connect("victim")).close();
        in(elsewhere, MqttFixture.connect("dev1")).close();
        assertThat(from("127.0.0.8", hub.port).connect(MqttFixture.connect("dev1")).hex()).isIn(ACCEPTED,
                ACCEPTED_WITH_SESSION);
        assertThat(from("127.0.0.8", hub.port).connect(MqttFixture.connect("victim")).hex()).isIn(ACCEPTED,
                ACCEPTED_WITH_SESSION);
        shared.time().advance(Duration.ofSeconds(5));
        assertThat(late).allSatisfy(wire -> assertThat(wire.read().hex()).isEqualTo(NOT_AUTHORIZED));
    }

    private void put(NetworkRules network) {
        replace(new AccessRules(ProofSwitches.ON, DeviceLists.EVERYBODY, DeniedCertificates.NONE, network));
    }

    private void put(ProofSwitches switches) {
        replace(new AccessRules(switches, DeviceLists.EVERYBODY, DeniedCertificates.NONE, NetworkRules.OPEN));
    }

    private void replace(AccessRules wanted) {
        done(rules.replace(wanted, EtagCondition.NONE, new Peer("127.0.0.1"), false));
    }

    private static MqttConnectFrame byPolicy(String device, String key) {
        return MqttConnectFrame.of(device, MqttFixture.HOST + "/" + device + "/?api-version=x",
                MqttFixture.token(MqttFixture.HOST, 4102444800L, key, "device"));
    }

    private static MqttWire in(MqttFixture replica, MqttConnectFrame frame) {
        MqttWire wire = replica.open();
        assertThat(wire.connect(frame).hex()).isIn(ACCEPTED, ACCEPTED_WITH_SESSION);
        return wire;
    }

    private static MqttWire from(String address, int port) {
        try {
            return new MqttWire(
                    new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(address), 0));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static <T> T done(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }
}
