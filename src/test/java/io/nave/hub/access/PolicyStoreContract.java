package io.nave.hub.access;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** What every PolicyStore keeps to. */
public abstract class PolicyStoreContract {

    private final String name = "policy-" + UUID.randomUUID();
    private final SharedAccessPolicy all = new SharedAccessPolicy(name, EnumSet.allOf(Permission.class), "a2V5MQ==",
            "a2V5Mg==");
    private final SharedAccessPolicy other = new SharedAccessPolicy(name, Set.of(Permission.SERVICE_CONNECT), "b3RoZXIx",
            "b3RoZXIy");

    protected abstract PolicyStore store();

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
