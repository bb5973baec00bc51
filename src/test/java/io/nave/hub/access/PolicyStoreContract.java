package io.nave.hub.access;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every PolicyStore keeps to. */
public abstract class PolicyStoreContract {

    private final String name = "policy-" + UUID.randomUUID();
    private final SharedAccessPolicy all = new SharedAccessPolicy(name, EnumSet.allOf(Permission.class), "a2V5MQ==",
            "a2V5Mg==");
    private final SharedAccessPolicy other = new SharedAccessPolicy(name, Set.of(Permission.SERVICE_CONNECT), "b3RoZXIx",
            "b3RoZXIy");

    protected abstract PolicyStore store();

    /** Stores may outlive the test, and there is room for few policies. */
    @AfterEach
    void delete() {
        await(store().findStored(name)).ifPresent(stored -> await(store().delete(name, stored.version())));
    }

    @Test
    void listHoldsEveryPolicyByName() {
        // given
        await(store().insertIfAbsent(all));
        // when
        List<StoredPolicy> listed = await(store().list());
        // then
        assertThat(listed).contains(new StoredPolicy(all, 0));
        assertThat(listed).extracting(stored -> stored.policy().name()).isSorted();
    }

    @Test
    void insertAddsAPolicyOnce() {
        // when
        StoredPolicy stored = await(store().insert(all, 1000));
        // then
        assertThat(await(store().findStored(name))).contains(stored);
        assertRefused(store().insert(other, 1000), ErrorCode.CONFLICT);
        assertThat(await(store().find(name))).contains(all);
    }

    @Test
    void insertKeepsToTheLimitEvenWhenManyInsert() {
        // given
        int before = await(store().list()).size();
        // when
        List<String> outcomes = Multi.createFrom().range(0, 8).onItem()
                .transformToUni(i -> outcome(store().insert(named(name + i), before + 3))).merge(8)
                .collect().asList().await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(outcomes).filteredOn("inserted"::equals).hasSize(3);
        assertThat(outcomes).filteredOn("INVALID_OPERATION"::equals).hasSize(5);
        for (int i = 0; i < 8; i++) {
            await(store().delete(name + i, 0));
        }
    }

    @Test
    void replaceAndDeleteHitTheVersionTheyNameOnly() {
        // given
        StoredPolicy first = await(store().insert(all, 1000));
        // when
        StoredPolicy second = await(store().replace(other, first.version())).orElseThrow();
        // then
        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(await(store().replace(all, first.version()))).isEmpty();
        assertThat(await(store().findStored(name))).contains(second);
        assertThat(await(store().delete(name, first.version()))).isFalse();
        assertThat(await(store().delete(name, second.version()))).isTrue();
        assertThat(await(store().findStored(name))).isEmpty();
        assertThat(await(store().replace(all, second.version()))).isEmpty();
        assertThat(await(store().delete(name, second.version()))).isFalse();
    }

    @Test
    void saveIsAChangeOfVersion() {
        // given
        StoredPolicy first = await(store().insert(all, 1000));
        // when
        await(store().save(other));
        // then
        assertThat(await(store().replace(all, first.version()))).isEmpty();
    }

    private static SharedAccessPolicy named(String name) {
        return new SharedAccessPolicy(name, Set.of(Permission.SERVICE_CONNECT), "b3RoZXIx", "b3RoZXIy");
    }

    private static Uni<String> outcome(Uni<StoredPolicy> insert) {
        return insert.replaceWith("inserted").onFailure(HubException.class)
                .recoverWithItem(failure -> ((HubException) failure).code().name());
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void unknownPolicyIsNotFound() {
        assertThat(await(store().find(name))).isEmpty();
    }

    @Test
    void policyIsFoundAsItWasInserted() {
        // when
        await(store().insertIfAbsent(all));
        // then
        assertThat(await(store().find(name))).contains(all);
    }

    @Test
    void namesDifferByCase() {
        // given
        await(store().insertIfAbsent(all));
        // then
        assertThat(await(store().find(name.toUpperCase(Locale.ROOT)))).isEmpty();
    }

    @Test
    void existingPolicyKeepsItsKeys() {
        // given
        await(store().insertIfAbsent(all));
        // when
        await(store().insertIfAbsent(other));
        // then
        assertThat(await(store().find(name))).contains(all);
    }

    @Test
    void saveReplacesRightsAndKeys() {
        // given
        await(store().insertIfAbsent(all));
        // when
        await(store().save(other));
        // then
        assertThat(await(store().find(name))).contains(other);
    }

    @Test
    void saveAddsAPolicyThatIsNotThere() {
        // when
        await(store().save(other));
        // then
        assertThat(await(store().find(name))).contains(other);
    }

    @Test
    void replicasThatStartTogetherAgreeOnTheKeys() {
        // when
        Multi.createFrom().range(0, 20)
                .onItem().transformToUni(i -> store().insertIfAbsent(i % 2 == 0 ? all : other)).merge(20)
                .collect().asList().await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(await(store().find(name)).orElseThrow()).isIn(all, other);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
