package io.nave.devicebound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.devicebound.QueuesUnderTest.Crash;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.launcher.LocalEngines;
import io.nave.storage.redis.RedisQueues;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queues in Redis keep every promise under random calls, while replicas of the hub and Redis itself are killed in the middle of
 * them (semantics §5.1-5.3). {@code -Dnave.seed=N} repeats what is called.
 */
class QueueTrafficIT {

    private static final long SEED = Long.getLong("nave.seed", System.nanoTime());

    private static LocalEngines engines;

    @BeforeAll
    static void start() throws IOException {
        System.out.println("QueueTrafficIT: seed " + SEED + " (repeat with -Dnave.seed=" + SEED + ")");
        engines = LocalEngines.start(Files.createTempDirectory(Files.createDirectories(Path.of("target", "engines")), "q"));
    }

    @AfterAll
    static void stop() {
        engines.close();
    }

    @Test
    @Timeout(120)
    void noPromiseIsBrokenByCrashes() {
        TrafficCounts counts = run(SEED, 2_500, 30);
        assertThat(counts.crashes(Crash.ENGINE)).isGreaterThanOrEqualTo(5);
        assertThat(counts.calls("unseen")).as(counts.toString()).isPositive();
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void noPromiseIsBrokenByAThousandCrashes() {
        TrafficCounts counts = run(SEED + 1, 100_000, 1_000);
        assertThat(FeedbackStatus.values()).as(counts.toString()).allMatch(status -> counts.timesTold(status) > 50);
        assertThat(counts.calls()).isGreaterThanOrEqualTo(100_000);
        assertThat(counts.crashes()).isGreaterThanOrEqualTo(1_000);
        assertThat(counts.crashes(Crash.ENGINE)).isGreaterThanOrEqualTo(300);
        assertThat(counts.calls("unseen")).as(counts.toString()).isGreaterThan(200);
    }

    private static TrafficCounts run(long seed, int calls, int crashes) {
        TrafficCounts counts = new QueueTraffic(seed, 8, clock -> new RedisQueues(engines, QueueTraffic.LIMITS,
                QueueTraffic.FEEDBACK_LIMITS, clock)).run(calls, crashes);
        System.out.println("QueueTrafficIT: " + counts);
        return counts;
    }
}
