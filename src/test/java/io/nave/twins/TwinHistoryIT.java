package io.nave.twins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Versions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No write at a twin is lost, none is told twice, and whoever reads sees one moment of it (semantics §4.3-4.5), while back ends
 * write through two replicas and the device moves between them. {@code -Dnave.seed=N} repeats what the writers do.
 */
class TwinHistoryIT {

    private static final long SEED = Long.getLong("nave.seed", System.nanoTime());
    private static final Duration SHORT = Duration.ofSeconds(15);
    private static final Duration LONG = Duration.ofSeconds(45);
    private static final int LONG_ROUNDS = 4;
    private static final int BACK_ENDS = 4;
    private static final int SHOWN = 20;

    private static Replicas replicas;

    @BeforeAll
    static void start() {
        System.out.println("TwinHistoryIT: seed " + SEED + " (repeat with -Dnave.seed=" + SEED + ")");
        replicas = Replicas.start();
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @Test
    @Timeout(180)
    void acceptedWritesOfAllWritersMakeUpTheTwin() throws InterruptedException {
        writeAndJudge(SEED, SHORT);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void acceptedWritesOfAllWritersMakeUpTheTwinForMinutes() throws InterruptedException {
        for (int round = 1; round <= LONG_ROUNDS; round++) {
            writeAndJudge(SEED + round, LONG);
        }
    }

    private static void writeAndJudge(long seed, Duration time) throws InterruptedException {
        // given
        TwinTraffic traffic = new TwinTraffic();
        // when
        TwinHistory history = write(traffic, seed, time);
        // then
        assertThat(traffic.problems().stream().limit(SHOWN)).as(() -> "seed " + seed + "\n" + replicas.lastWords()).isEmpty();
        assertThat(TwinHistoryChecker.violations(history).stream().limit(SHOWN)).as("seed " + seed).isEmpty();
        assertThatMuchHappened(history, traffic.refusals());
    }

    private static TwinHistory write(TwinTraffic traffic, long seed, Duration time) throws InterruptedException {
        Random random = new Random(seed);
        TwinDevice.Identity identity = replicas.createDevice("history-" + Long.toHexString(seed));
        DeviceWriter device = new DeviceWriter(replicas, identity, traffic, new Random(random.nextLong()));
        List<Thread> writers = new ArrayList<>();
        writers.add(traffic.start("device", device));
        for (int i = 0; i < BACK_ENDS; i++) {
            writers.add(traffic.start("back end " + i,
                    new ServiceWriter(replicas, i % 2, identity.id(), traffic, new Random(random.nextLong()))));
        }
        TwinTraffic.pause(Math.toIntExact(time.toMillis()));
        traffic.end();
        for (Thread writer : writers) {
            assertThat(writer.join(Duration.ofSeconds(60))).as(writer.getName() + " ends").isTrue();
        }
        return history(traffic, identity.id(), device);
    }

    private static TwinHistory history(TwinTraffic traffic, String id, DeviceWriter device) {
        Versions before = traffic.acknowledged();
        ObjectNode end = replicas.rest(0).get(id);
        traffic.saw("the end at the other replica", before, replicas.rest(1).get(id));
        if (traffic.problems().isEmpty()) {
            device.finish(TwinJson.numberAt(end, "/properties/desired/$version"));
        }
        return traffic.history(end);
    }

    /** A test in which nobody met anybody would prove nothing. */
    private static void assertThatMuchHappened(TwinHistory history, int refusals) {
        System.out.printf("TwinHistoryIT: %d service writes, %d reported writes, %d refused, %d reads, %d connections%n",
                history.serviceWrites().size(), history.allReported().size(), refusals, history.sightings().size(),
                history.connections().size());
        assertThat(history.serviceWrites()).hasSizeGreaterThan(50);
        assertThat(history.reportedWrites()).hasSizeGreaterThan(50);
        assertThat(history.serviceWrites().stream().map(ServiceWrite::ifMatch)).anyMatch(ifMatch -> ifMatch.isPresent());
        assertThat(history.reportedWrites().stream().map(ReportedWrite::base)).anyMatch(base -> base.isPresent());
        assertThat(refusals).isPositive();
        assertThat(history.connections()).hasSizeGreaterThan(2);
        assertThat(history.connections()).anyMatch(connection -> connection.notifications().size() > 2);
    }
}
