package io.nave.devicebound;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.devicebound.QueuesUnderTest.Crash;
import io.nave.hub.servicebound.FeedbackStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The judge of queues finds nothing wrong with queues that keep their promises, and every defect of others. */
class QueueTrafficTest {

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void queuesThatKeepTheirPromisesAreAccepted(long seed) {
        // when
        TrafficCounts counts = new QueueTraffic(seed, 3, PlantedDefect::none).run(10_000, 500);
        // then
        for (String kind : new String[] { "Enqueue", "Receive", "Settle", "TakeOver", "Release", "Purge", "Delete",
                "feedback", "unseen" }) {
            assertThat(counts.calls(kind)).as(counts.toString()).isGreaterThan(20);
        }
        assertThat(FeedbackStatus.values()).as(counts.toString()).allMatch(status -> counts.timesTold(status) > 5);
        assertThat(counts.crashes()).isEqualTo(500);
        assertThat(counts.crashes(Crash.ENGINE)).isGreaterThan(100);
        assertThat(counts.doubts()).as(counts.toString()).isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(PlantedDefect.class)
    void defectIsFound(PlantedDefect defect) {
        // when
        Throwable found = catchThrowable(() -> new QueueTraffic(1, 3, defect::build).run(6_000, 100));
        // then
        assertThat(found).isInstanceOf(AssertionError.class).hasMessageStartingWith("Seed 1, ");
    }

    @Test
    void sameSeedMakesTheSameTraffic() {
        assertThat(new QueueTraffic(7, 3, PlantedDefect::none).run(3_000, 50))
                .hasToString(new QueueTraffic(7, 3, PlantedDefect::none).run(3_000, 50).toString());
    }
}
