package io.nave.hub.eventlog;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rules for consumer groups. */
class ConsumerGroupServiceTest {

    private final ConsumerGroupService groups = new ConsumerGroupService(new InMemoryConsumerGroupStore());

    @Test
    void groupIsNewOnce() {
        assertThat(await(groups.create("billing"))).isTrue();
        assertThat(await(groups.create("BILLING"))).isFalse();
        assertThat(await(groups.create("$default"))).isFalse();
        assertThat(await(groups.list())).containsExactly("$Default", "billing");
    }

    @Test
    void defaultGroupStays() {
        assertRefused(groups.delete("$DEFAULT"), ErrorCode.INVALID_OPERATION);
        assertRefused(groups.delete("nosuch"), ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void thereAreAtMostTwenty() {
        // given
        for (int i = 1; i < 20; i++) {
            await(groups.create("group" + i));
        }

        // then
        assertRefused(groups.create("one-more"), ErrorCode.INVALID_OPERATION);
        assertThat(await(groups.create("group7"))).isFalse();
        await(groups.delete("group7"));
        assertThat(await(groups.create("one-more"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-a", "a b", "a/b", "é", "$Other", "a23456789012345678901234567890123456789012345678901" })
    void wrongNamesAreRefused(String name) {
        assertRefused(groups.create(name), ErrorCode.ARGUMENT_INVALID);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertRefused(Uni<?> uni, ErrorCode code) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
