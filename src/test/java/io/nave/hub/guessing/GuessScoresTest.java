package io.nave.hub.guessing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How failures add up, are forgiven, and are forgotten. */
class GuessScoresTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final GuessScores scores = new GuessScores(GuessLimits.DEFAULT);

    @Test
    void fiveFailuresAreFreeThenEachIsTwiceAsLateUpToFiveSeconds() {
        // when
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            delays.add(scores.failed("10.0.0.1", NOW).toMillis());
        }

        // then
        assertThat(delays).containsExactly(0L, 0L, 0L, 0L, 0L, 250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L);
    }

    @Test
    void fiveFailuresAMinuteAreNeverSlowedDown() {
        for (int i = 0; i < 1000; i++) {
            assertThat(scores.failed("10.0.0.1", NOW.plusSeconds(12L * i))).isZero();
        }
    }

    @Test
    void whoStopsIsFreeWithinMinutesHoweverLongHeGuessed() {
        // given
        for (int i = 0; i < 100_000; i++) {
            scores.failed("10.0.0.1", NOW);
        }

        // then
        assertThat(scores.isSlowed("10.0.0.1", NOW.plus(Duration.ofMinutes(1)))).isTrue();
        assertThat(scores.isSlowed("10.0.0.1", NOW.plus(Duration.ofMinutes(4)))).isFalse();
    }

    @Test
    void clockThatGoesBackForgivesNothing() {
        // given
        for (int i = 0; i < 6; i++) {
            scores.failed("10.0.0.1", NOW);
        }

        // then
        assertThat(scores.failed("10.0.0.1", NOW.minusSeconds(3600))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void keysAreCountedApart() {
        // given
        for (int i = 0; i < 20; i++) {
            scores.failed("10.0.0.1", NOW);
        }

        // then
        assertThat(scores.isSlowed("10.0.0.2", NOW)).isFalse();
        assertThat(scores.failed("10.0.0.2", NOW)).isZero();
    }

    @Test
    void everNewAddressesNeitherGrowTheMemoryNorPushOutTheOneThatIsSlowedDown() {
        // given
        for (int i = 0; i < 10; i++) {
            scores.failed("offender", NOW);
        }

        // when
        for (int i = 0; i < 100_000; i++) {
            scores.failed("2001:db8:" + i, NOW);
        }

        // then
        assertThat(scores.size()).isEqualTo(GuessLimits.DEFAULT.remembered());
        assertThat(scores.isSlowed("offender", NOW)).isTrue();
    }

    @Test
    void whoWasForgivenIsForgottenFirst() {
        // given
        GuessScores small = new GuessScores(
                new GuessLimits(true, 5, Duration.ofMillis(250), Duration.ofSeconds(5), 64, 1000));
        for (int i = 0; i < 10; i++) {
            small.failed("long ago", NOW);
        }

        // when
        for (int i = 0; i < 1000; i++) {
            small.failed("other " + i, NOW.plusSeconds(3600));
        }

        // then
        assertThat(small.size()).isEqualTo(1000);
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedByTheNameOfTheSetting() {
        assertThatThrownBy(() -> new GuessLimits(true, 0, Duration.ofMillis(250), Duration.ofSeconds(5), 64, 20_000))
                .hasMessage("nave.access.guard.free-per-minute must be 1 to 10000");
        assertThatThrownBy(() -> new GuessLimits(true, 5, Duration.ZERO, Duration.ofSeconds(5), 64, 20_000))
                .hasMessageContaining("first-delay");
        assertThatThrownBy(() -> new GuessLimits(true, 5, Duration.ofSeconds(6), Duration.ofSeconds(5), 64, 20_000))
                .hasMessageContaining("max-delay");
        assertThatThrownBy(() -> new GuessLimits(true, 5, Duration.ofMillis(250), Duration.ofMinutes(5), 64, 20_000))
                .hasMessageContaining("max-delay");
        assertThatThrownBy(() -> new GuessLimits(true, 5, Duration.ofMillis(250), Duration.ofSeconds(5), 0, 20_000))
                .hasMessageContaining("max-waiting");
        assertThatThrownBy(() -> new GuessLimits(true, 5, Duration.ofMillis(250), Duration.ofSeconds(5), 64, 10))
                .hasMessageContaining("remembered");
    }
}
