package io.nave.hub.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.guessing.GuessLimits;
import io.nave.hub.guessing.TestTime;
import io.nave.hub.id.CertificateMarks;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.HubNames;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.InMemoryIdentityStore;
import io.nave.hub.network.IpRange;
import io.nave.hub.network.IpRule;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What each rule keeps out, at the door and of those who are in (semantics §9.2). */
class AccessRulesTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String HOST = "hub.test.local";
    private static final Peer INSIDE = new Peer("10.0.0.1");
    private static final Peer OUTSIDE = new Peer("192.0.2.1");
    private static final ClientId DEV1 = ClientId.of("dev1");
    private static final CertificateMarks MARKS = new CertificateMarks("A".repeat(40), "B".repeat(64), "C".repeat(64));

    private final InMemoryIdentityStore identities = new InMemoryIdentityStore();
    private final InMemoryPolicyStore policies = new InMemoryPolicyStore();
    private final InMemoryAccessRulesStore store = new InMemoryAccessRulesStore();
    private final AccessFixture access = new AccessFixture(identities, policies, store,
            AccessFixture.guard(GuessLimits.OFF, new TestTime(), event -> {
            }), new AccessFixture.NoAuthority());
    private final Authenticator authenticator = access.authenticator(new HubNames(HOST, Set.of(), "nave"),
            Clock.systemUTC());

    @BeforeEach
    void register() {
        identities
                .put(new Device(new DeviceId("dev1"), "generation", new ETag("MA=="), new DeviceStatus(true, "", Device.NEVER),
                        new Credentials.SymmetricKeys(KEY, KEY), EdgeScope.NONE));
        await(policies.save(new SharedAccessPolicy("owner", Set.of(Permission.values()), KEY, KEY)));
    }

    @Test
    void withoutRulesEverybodyIsLetIn() {
        await(byOwnKey(INSIDE));
        await(byPolicy(OUTSIDE));
        await(backEnd(OUTSIDE));
    }

    @Test
    void rulesThatWereNotReadLetNobodyIn() {
        // given
        CurrentAccessRules unread = new CurrentAccessRules(store);

        // then
        assertThatThrownBy(unread::get).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        store.setDown(true);
        assertRefused(unread.refresh(), ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void disableLocalAuthShutsOutPoliciesEverywhereAndNobodyElse() {
        // given
        apply(new ProofSwitches(true, false, false));

        // then
        assertRefused(byPolicy(INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(backEnd(INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorizeKey("owner", KEY, INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        await(byOwnKey(INSIDE));
        assertThat(await(authenticator.authorize("Bearer administrator", KeyForm.DECODED, INSIDE)).getName())
                .isEqualTo("oidc:ada");
        assertThat(admits(DEV1, new Evidence.PolicyKey("owner", "f"))).isFalse();
        assertThat(admits(DEV1, new Evidence.OwnKey("f"))).isTrue();
    }

    @Test
    void switchesForDevicesAndModulesAreApart() {
        // given
        apply(new ProofSwitches(false, true, false));

        // then
        assertRefused(byOwnKey(INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED);
        await(byPolicy(INSIDE));
        assertThat(admits(DEV1, new Evidence.OwnKey("f"))).isFalse();
        assertThat(admits(ClientId.of("dev1", "m"), new Evidence.OwnKey("f"))).isTrue();
        assertThat(admits(DEV1, new Evidence.SelfSigned(MARKS))).isTrue();
        apply(new ProofSwitches(false, false, true));
        await(byOwnKey(INSIDE));
        assertThat(admits(ClientId.of("dev1", "m"), new Evidence.OwnKey("f"))).isFalse();
    }

    @Test
    void denyWinsAndModulesFallWithTheirDevice() {
        // given
        apply(new DeviceLists(Set.of(new DeviceId("dev1"), new DeviceId("dev2")), Set.of(new DeviceId("dev1"))));

        // then
        assertRefused(byOwnKey(INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertRefused(byPolicy(INSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED);
        assertThat(admits(ClientId.of("dev1", "m"), new Evidence.OwnKey("f"))).isFalse();
        assertThat(admits(ClientId.of("dev2", "m"), new Evidence.OwnKey("f"))).isTrue();
        assertThat(admits(ClientId.of("dev3"), new Evidence.OwnKey("f"))).isFalse();
        assertThat(admits(ClientId.of("DEV2"), new Evidence.OwnKey("f"))).isFalse();
        await(backEnd(INSIDE));
    }

    @Test
    void certificateIsDeniedByEitherThumbprintOrIssuerAndSerialWhereverItStands() {
        CertificateMarks other = new CertificateMarks("1".repeat(40), "2".repeat(64), "3".repeat(64));
        for (String mark : MARKS.all()) {
            // given
            apply(new DeniedCertificates(java.util.Map.of(mark, new DeniedCertificate.Thumbprint("A".repeat(40)))));

            // then
            assertThat(admits(DEV1, new Evidence.SelfSigned(MARKS))).isFalse();
            assertThat(admits(DEV1, new Evidence.Issued("ca", List.of(other, MARKS)))).isFalse();
            assertThat(admits(DEV1, new Evidence.Issued("ca", List.of(other)))).isTrue();
        }
    }

    @Test
    void networkRulesHoldForAllButReadersUnlessTheySaySo() {
        // given
        apply(new NetworkRules(Action.REJECT, false, List.of(new IpRule("lan", Action.ALLOW, IpRange.parse("10.0.0.0/8")))));

        // then
        assertRefused(byOwnKey(OUTSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(backEnd(OUTSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorize("Bearer administrator", KeyForm.DECODED, OUTSIDE),
                ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorize("nonsense", KeyForm.DECODED, OUTSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        await(byOwnKey(INSIDE));
        Caller reader = await(authenticator.authorize(policyToken(), KeyForm.DECODED_OR_TEXT, OUTSIDE));
        await(authenticator.authorizeKey("owner", KEY, OUTSIDE));
        await(authenticator.authorize("Bearer administrator", KeyForm.DECODED_OR_TEXT, OUTSIDE));
        assertThat(authenticator.admitsReader(reader, OUTSIDE)).isTrue();

        // when
        apply(new NetworkRules(Action.REJECT, true, List.of()));

        // then
        assertRefused(authenticator.authorize(policyToken(), KeyForm.DECODED_OR_TEXT, OUTSIDE),
                ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorizeKey("owner", KEY, OUTSIDE), ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertRefused(authenticator.authorize("Bearer administrator", KeyForm.DECODED_OR_TEXT, OUTSIDE),
                ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS);
        assertThat(authenticator.admitsReader(reader, OUTSIDE)).isFalse();
    }

    @Test
    void listsAreBounded() {
        // given
        Set<DeviceId> devices = IntStream.range(0, 10_000).mapToObj(i -> new DeviceId("d" + i)).collect(Collectors.toSet());
        DeviceLists full = new DeviceLists(Set.of(), devices);
        Set<DeviceId> tooMany = new HashSet<>(devices);
        tooMany.add(DEV1.device());

        // then
        assertThatThrownBy(() -> full.deny(DEV1.device())).isInstanceOf(HubException.class)
                .hasMessage("deniedDevices has at most 10000 entries");
        assertThatThrownBy(() -> new DeviceLists(tooMany, Set.of())).isInstanceOf(HubException.class)
                .hasMessage("allowedDevices has at most 10000 entries");
        assertThat(full.deny(new DeviceId("d1"))).isEqualTo(full);
    }

    private void apply(ProofSwitches switches) {
        apply(new AccessRules(switches, DeviceLists.EVERYBODY, DeniedCertificates.NONE, NetworkRules.OPEN));
    }

    private void apply(DeviceLists devices) {
        apply(AccessRules.OPEN.withDevices(devices));
    }

    private void apply(DeniedCertificates certificates) {
        apply(new AccessRules(ProofSwitches.ON, DeviceLists.EVERYBODY, certificates, NetworkRules.OPEN));
    }

    private void apply(NetworkRules network) {
        apply(new AccessRules(ProofSwitches.ON, DeviceLists.EVERYBODY, DeniedCertificates.NONE, network));
    }

    private void apply(AccessRules rules) {
        await(store.change(present -> rules));
        await(access.rules().refresh());
    }

    private boolean admits(ClientId client, Evidence evidence) {
        return access.rules().get().admit(client, new ConnectionProof("generation", INSIDE.address(), evidence));
    }

    private Uni<DeviceAccess> byOwnKey(Peer peer) {
        String token = TokenMaker.token(HOST + "/devices/dev1", KEY, Instant.now().plusSeconds(3600).getEpochSecond());
        return authenticator.connect(DEV1, new DeviceProof.Token(token), peer);
    }

    private Uni<DeviceAccess> byPolicy(Peer peer) {
        return authenticator.connect(DEV1, new DeviceProof.Token(policyToken()), peer);
    }

    private Uni<Caller> backEnd(Peer peer) {
        return authenticator.authorize(policyToken(), KeyForm.DECODED, peer);
    }

    private static String policyToken() {
        return TokenMaker.ofPolicy(HOST, "owner", KEY);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
