package io.nave.hub.eventlog;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** What every ConsumerGroupStore keeps to. */
public abstract class ConsumerGroupStoreContract {

    private final String name = "Group-" + UUID.randomUUID();

    protected abstract ConsumerGroupStore store();

    @Test
    void defaultIsAlwaysThere() {
        assertThat(await(store().exists("$Default"))).isTrue();
        assertThat(await(store().exists("$default"))).isTrue();
        assertThat(await(store().create("$DEFAULT"))).isFalse();
        assertThat(await(store().delete("$Default"))).isFalse();
        assertThat(await(store().list())).startsWith("$Default").containsOnlyOnce("$Default");
    }

    @Test
    void createdGroupIsListedAsItWasWritten() {
        // when
        boolean created = await(store().create(name));
        // then
        assertThat(created).isTrue();
        assertThat(await(store().exists(name))).isTrue();
        assertThat(await(store().list())).contains(name);
    }

    @Test
    void namesAreComparedWithoutCase() {
        // given
        await(store().create(name));
        String loud = name.toUpperCase(Locale.ROOT);
        // then
        assertThat(await(store().exists(loud))).isTrue();
        assertThat(await(store().create(loud))).isFalse();
        assertThat(await(store().list())).contains(name).doesNotContain(loud);
        assertThat(await(store().delete(loud))).isTrue();
        assertThat(await(store().exists(name))).isFalse();
    }

    @Test
    void unknownGroupDoesNotExist() {
        assertThat(await(store().exists(name))).isFalse();
        assertThat(await(store().delete(name))).isFalse();
    }

    @Test
    void ofManyWhoCreateItOneIsTheCreator() {
        // when
        long creators = Multi.createFrom().range(0, 20).onItem().transformToUni(i -> store().create(name)).merge(20)
                .filter(created -> created).collect().with(Collectors.counting())
                .await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(creators).isEqualTo(1);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
