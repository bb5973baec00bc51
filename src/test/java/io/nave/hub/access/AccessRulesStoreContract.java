package io.nave.hub.access;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.network.IpRange;
import io.nave.hub.network.IpRule;
import io.nave.hub.network.IpRule.Action;
import io.nave.hub.network.NetworkRules;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every AccessRulesStore keeps to. */
public abstract class AccessRulesStoreContract {

    /** Rules with something in every part. */
    static final AccessRules FULL = new AccessRules(new ProofSwitches(false, true, true),
            new DeviceLists(Set.of(new DeviceId("a"), new DeviceId("b")), Set.of(new DeviceId("c"))),
            DeniedCertificates.of(List.of(new DeniedCertificate.Thumbprint("AB".repeat(20)),
                    new DeniedCertificate.IssuerAndSerial("CN=Factory CA,O=Acme", "0A1B"))),
            new NetworkRules(Action.REJECT, true, List.of(new IpRule("lan", Action.ALLOW, IpRange.parse("127.0.0.0/8")),
                    new IpRule("six", Action.REJECT, IpRange.parse("2001:db8::/32")))));

    protected abstract AccessRulesStore store();

    @AfterEach
    protected void open() {
        await(store().change(present -> AccessRules.OPEN));
    }

    @Test
    void hubThatNeverHadRulesIsOpen() {
        assertThat(await(store().load()).rules()).isEqualTo(AccessRules.OPEN);
    }

    @Test
    void rulesAreReadAsTheyWereStored() {
        // when
        VersionedRules stored = await(store().change(present -> FULL));

        // then
        assertThat(stored.rules()).isEqualTo(FULL);
        assertThat(await(store().load())).isEqualTo(stored);
        assertThat(await(store().version())).isEqualTo(stored.version());
    }

    @Test
    void changeSeesWhatIsStoredAndTheVersionGrows() {
        // given
        VersionedRules first = await(store().change(present -> FULL));

        // when
        VersionedRules second = await(store().change(present -> {
            assertThat(present).isEqualTo(first);
            return present.rules().withDevices(DeviceLists.EVERYBODY);
        }));

        // then
        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(second.etag()).isNotEqualTo(first.etag());
    }

    @Test
    void rulesThatStayAsTheyAreKeepTheirVersion() {
        // given
        VersionedRules first = await(store().change(present -> FULL));

        // then
        assertThat(await(store().change(VersionedRules::rules))).isEqualTo(first);
        assertThat(await(store().version())).isEqualTo(first.version());
    }

    @Test
    void changeThatThrowsChangesNothing() {
        // given
        VersionedRules first = await(store().change(present -> FULL));

        // when
        Uni<VersionedRules> refused = store().change(present -> {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "no");
        });

        // then
        assertThatThrownBy(() -> await(refused)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
        assertThat(await(store().load())).isEqualTo(first);
    }

    @Test
    void noneOfManyChangesAtOnceIsLost() {
        // when
        Multi.createFrom().range(0, 50)
                .onItem().transformToUni(i -> deny("d" + i)).merge(10)
                .collect().last().await().atMost(Duration.ofSeconds(30));

        // then
        Set<DeviceId> all = IntStream.range(0, 50).mapToObj(i -> new DeviceId("d" + i)).collect(Collectors.toSet());
        assertThat(await(store().load()).rules().devices().denied()).isEqualTo(all);
    }

    private Uni<VersionedRules> deny(String device) {
        return store().change(present -> present.rules().withDevices(present.rules().devices().deny(new DeviceId(device))));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
