package io.nave.hub.revocation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.nave.certificates.MovedClock;
import io.nave.hub.revocation.AnswerCache.Kept;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How long answers are kept, and how many. */
class AnswerCacheTest {

    private final MovedClock clock = new MovedClock();
    private final AnswerCache<String, String> cache = new AnswerCache<>(10, clock);
    private int fetches;

    @Test
    void answerIsKeptUntilItsTime() {
        // given
        get("a", 1);
        clock.advance(Duration.ofMinutes(9));
        get("a", 1);
        assertThat(fetches).isEqualTo(1);
        // when
        clock.advance(Duration.ofMinutes(1));
        get("a", 1);
        // then
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void failureIsKeptForAShortTime() {
        // given
        fail("a");
        fail("a");
        assertThat(fetches).isEqualTo(1);
        // when
        clock.advance(AnswerCache.FAILURE_KEPT);
        get("a", 1);
        // then
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() {
        // given
        get("a", 4);
        get("b", 4);
        get("a", 4);
        // when
        get("c", 4);
        // then
        assertThat(fetches).isEqualTo(3);
        get("a", 4);
        assertThat(fetches).isEqualTo(3);
        get("b", 4);
        assertThat(fetches).isEqualTo(4);
    }

    @Test
    void forgottenAnswerIsFetchedAnew() {
        // given
        get("a", 1);
        // when
        cache.forget("a");
        cache.forget("absent");
        get("a", 1);
        // then
        assertThat(fetches).isEqualTo(2);
    }

    private void get(String key, int size) {
        String answer = cache.get(key, () -> fetched(key, size)).await().indefinitely();
        assertThat(answer).isEqualTo(key);
    }

    private Uni<Kept<String>> fetched(String key, int size) {
        fetches++;
        return Uni.createFrom().item(new Kept<>(key, clock.instant().plus(Duration.ofMinutes(10)), size));
    }

    private void fail(String key) {
        assertThatThrownBy(() -> cache.get(key, this::failed).await().indefinitely()).isInstanceOf(IllegalStateException.class);
    }

    private Uni<Kept<String>> failed() {
        fetches++;
        return Uni.createFrom().failure(new IllegalStateException("away"));
    }
}
