package io.nave.hub.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.AccessRules;
import io.nave.hub.access.CurrentAccessRules;
import io.nave.hub.access.DeniedCertificates;
import io.nave.hub.access.DeviceLists;
import io.nave.hub.access.InMemoryAccessRulesStore;
import io.nave.hub.access.Peer;
import io.nave.hub.access.ProofSwitches;
import io.nave.hub.access.StubBearerTokens;
import io.nave.hub.access.VersionedRules;
import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.AccessChanges;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.network.IpRange;
import io.nave.hub.network.IpRule;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How operators change the access rules, and what keeps them from locking themselves out. */
class AccessRulesServiceTest {

    private static final Peer OPERATOR = new Peer("10.0.0.1");
    private static final AccessRules NO_POLICIES = rules(new ProofSwitches(true, false, false), NetworkRules.OPEN);

    private final InMemoryAccessRulesStore store = new InMemoryAccessRulesStore();
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final List<AccessChange> reviewed = new ArrayList<>();
    private final AccessChanges changes = new AccessChanges(this::review, messenger, event -> {
    });
    private final AccessRulesService service = new AccessRulesService(store, changes, new StubBearerTokens(true));

    private Uni<Void> review(AccessChange change) {
        return Uni.createFrom().voidItem().invoke(() -> reviewed.add(change));
    }

    @Test
    void changeIsStoredReviewedHereAndToldToTheOthers() {
        // when
        VersionedRules stored = await(replace(NO_POLICIES, EtagCondition.NONE));

        // then
        assertThat(await(service.get())).isEqualTo(stored);
        assertThat(reviewed).containsExactly(new AccessChange.Rules());
        assertThat(messenger.told()).containsExactly(new NodeCall.AccessChanged(new AccessChange.Rules()));
    }

    @Test
    void changeNeedsTheEtagThatIsExpected() {
        // given
        VersionedRules first = await(replace(NO_POLICIES, EtagCondition.NONE));

        // then
        assertRefused(replace(AccessRules.OPEN, EtagCondition.parse("\"77\"")), ErrorCode.PRECONDITION_FAILED);
        assertThat(await(service.get())).isEqualTo(first);
        await(replace(AccessRules.OPEN, EtagCondition.parse("\"" + first.etag() + "\"")));
        assertRefused(replace(NO_POLICIES, EtagCondition.parse("\"" + first.etag() + "\"")), ErrorCode.PRECONDITION_FAILED);
        await(replace(NO_POLICIES, EtagCondition.parse("*")));
    }

    @Test
    void policiesAreNotSwitchedOffWithoutAnotherWayIn() {
        // given
        AccessRulesService alone = new AccessRulesService(store, changes, new StubBearerTokens(false));

        // then
        assertRefused(alone.replace(NO_POLICIES, EtagCondition.NONE, OPERATOR, true), ErrorCode.INVALID_OPERATION);
        assertThat(await(service.get()).rules()).isEqualTo(AccessRules.OPEN);
        assertThat(reviewed).isEmpty();
    }

    @Test
    void networkRulesThatShutOutTheirOwnAuthorAreStoredOnlyByForce() {
        // given
        AccessRules elsewhere = rules(ProofSwitches.ON, new NetworkRules(Action.REJECT, false,
                List.of(new IpRule("office", Action.ALLOW, IpRange.parse("192.168.0.0/16")))));

        // then
        assertRefused(replace(elsewhere, EtagCondition.NONE), ErrorCode.INVALID_OPERATION);
        assertThat(await(service.get()).rules()).isEqualTo(AccessRules.OPEN);
        await(service.replace(elsewhere, EtagCondition.NONE, OPERATOR, true));
        assertThat(await(service.get()).rules()).isEqualTo(elsewhere);
    }

    @Test
    void listsAreChangedOneByOne() {
        // when
        await(service.changeDevices(lists -> lists.deny(new DeviceId("d1"))));
        await(service.changeDevices(lists -> lists.deny(new DeviceId("d2"))));
        await(service.changeDevices(lists -> lists.undeny(new DeviceId("d1"))));
        VersionedRules stored = await(service.changeDevices(lists -> lists.allow(new DeviceId("d3"))));

        // then
        assertThat(stored.rules().devices().denied()).containsExactly(new DeviceId("d2"));
        assertThat(stored.rules().devices().allowed()).containsExactly(new DeviceId("d3"));
        assertRefused(service.changeDevices(lists -> lists.disallow(new DeviceId("d3"))), ErrorCode.INVALID_OPERATION);
    }

    @Test
    void watchFindsWhatNobodyAnnounced() {
        // given
        CurrentAccessRules known = new CurrentAccessRules(store);
        await(known.refresh());
        AccessRulesWatch watch = new AccessRulesWatch(known, change -> review(change).chain(known::refresh));
        await(watch.look());
        assertThat(reviewed).isEmpty();

        // when
        await(store.change(present -> NO_POLICIES));
        await(watch.look());

        // then
        assertThat(reviewed).containsExactly(new AccessChange.Rules());
        assertThat(known.get()).isEqualTo(NO_POLICIES);
        await(watch.look());
        assertThat(reviewed).hasSize(1);
    }

    private Uni<VersionedRules> replace(AccessRules wanted, EtagCondition expected) {
        return service.replace(wanted, expected, OPERATOR, false);
    }

    private static AccessRules rules(ProofSwitches switches, NetworkRules network) {
        return new AccessRules(switches, DeviceLists.EVERYBODY, DeniedCertificates.NONE, network);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
