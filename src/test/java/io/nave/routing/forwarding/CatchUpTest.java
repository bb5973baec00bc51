package io.nave.routing.forwarding;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What waited for long goes a little faster than it came. */
class CatchUpTest {

    private static final Duration A_LITTLE = Duration.ofMillis(100);

    @Test
    void whatCameQuicklyGoesAsManyTimesAsFast() {
        // when
        Duration pause = new CatchUp(new CatchUp.Rate(10), 2).after(1000, Duration.ofMillis(500));

        // then
        assertThat(pause).isBetween(Duration.ofMillis(250).minus(A_LITTLE), Duration.ofMillis(250));
    }

    @Test
    void whatCameSlowlyGoesAtTheRateThatEachEndpointHas() {
        // when
        Duration pause = new CatchUp(new CatchUp.Rate(1000), 2).after(500, Duration.ofHours(1));

        // then
        assertThat(pause).isBetween(Duration.ofMillis(500).minus(A_LITTLE), Duration.ofMillis(500));
    }

    @Test
    void forwardersOfOneEndpointShareItsRate() {
        // given
        CatchUp.Rate rate = new CatchUp.Rate(1000);
        new CatchUp(rate, 2).after(300, Duration.ofHours(1));

        // when
        Duration pause = new CatchUp(rate, 2).after(300, Duration.ofHours(1));

        // then
        assertThat(pause).isBetween(Duration.ofMillis(600).minus(A_LITTLE), Duration.ofMillis(600));
    }

    @Test
    void nobodyWaitsForWhatWasTakenLongAgo() {
        // given
        CatchUp.Rate rate = new CatchUp.Rate(1000);
        new CatchUp(rate, 2).after(1_000_000, Duration.ofHours(1));

        // when
        Duration pause = new CatchUp(rate, 2).after(100, Duration.ofHours(1));

        // then
        assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(1100));
    }
}
