package io.nave.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The load generator against a hub in miniature: it counts right, and notices what is wrong. */
class TwinGeneratorTest {

    private static final int DEVICES = 4;

    private record Outcome(LoadResult result, List<String> wrongs) {
    }

    @Test
    void acknowledgedPatchesAreThoseThatTheHubHasTaken() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.NONE)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REPORT, 0, 0, Orders.BackEnds.NONE));
            // then
            assertThat(outcome.wrongs()).isEmpty();
            assertThat(outcome.result().measured()).isPositive().isLessThan(outcome.result().acknowledged());
            assertThat(outcome.result().published()).isEqualTo(outcome.result().acknowledged());
            assertThat(outcome.result().seen().patches()).isEqualTo(versions(hub::reportedVersion));
            assertThat(outcome.result().seen().patches().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(outcome.result().acknowledged());
        }
    }

    private static List<Long> versions(java.util.function.ToLongFunction<String> versionOf) {
        return IntStream.range(0, DEVICES).mapToObj(i -> versionOf.applyAsLong("d" + i) - 1).toList();
    }

    @Test
    void aTwinIsMadeLargeByOnePatchBefore() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.NONE)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REPORT, 0, 16384, Orders.BackEnds.NONE));
            // then
            assertThat(outcome.wrongs()).isEmpty();
            assertThat(outcome.result().seen().patches()).isEqualTo(versions(hub::reportedVersion));
        }
    }

    @Test
    void openLoopSendsByTheClockAndNotFaster() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.NONE)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REPORT, 500, 0, Orders.BackEnds.NONE));
            // then
            assertThat(outcome.wrongs()).isEmpty();
            double seconds = outcome.result().nanos() / 1e9;
            assertThat((double) outcome.result().measured()).isBetween(100 * seconds, 500 * seconds + 50);
        }
    }

    @Test
    void twinsAreReadOverMqttAndOverHttp() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.NONE)) {
            // when
            Outcome mqtt = generate(hub, new Orders.Work(Orders.Kind.READ, 0, 0, Orders.BackEnds.NONE));
            int before = reads(hub);
            Outcome http = generate(hub, new Orders.Work(Orders.Kind.REST_READ, 0, 0, hub.rest(3)));
            // then
            assertThat(mqtt.wrongs()).isEmpty();
            assertThat(http.wrongs()).isEmpty();
            assertThat(mqtt.result().acknowledged()).isEqualTo(before);
            assertThat(http.result().acknowledged()).isEqualTo(reads(hub) - before);
        }
    }

    private static int reads(TwinStub hub) {
        return IntStream.range(0, DEVICES).map(i -> hub.reads("d" + i)).sum();
    }

    @Test
    void everyDesiredPatchIsNotified() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.NONE)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REST_PATCH, 0, 0, hub.rest(3)));
            // then
            assertThat(outcome.wrongs()).isEmpty();
            assertThat(outcome.result().seen().notified()).isPositive().isEqualTo(outcome.result().acknowledged());
            assertThat(outcome.result().seen().notices().p50()).isPositive();
            assertThat(outcome.result().seen().patches()).isEqualTo(versions(hub::desiredVersion));
        }
    }

    @Test
    void aVersionThatIsLeftOutIsNoticed() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.SKIPS_A_VERSION)) {
            assertThat(generate(hub, new Orders.Work(Orders.Kind.REPORT, 0, 0, Orders.BackEnds.NONE)).wrongs())
                    .anyMatch(wrong -> wrong.endsWith(" was answered version 6 and not 5")); // of whichever device
        }
    }

    @Test
    void aRefusalIsNoticedAndNotCountedAsAcknowledged() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.REFUSES_ONE)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REPORT, 0, 0, Orders.BackEnds.NONE));
            // then
            assertThat(outcome.wrongs()).anyMatch(wrong -> wrong.endsWith(" was answered 429 {\"errorCode\":429001}"));
            assertThat(outcome.result().acknowledged()).isEqualTo(outcome.result().published() - DEVICES);
        }
    }

    @Test
    void aNotificationThatIsLeftOutIsNoticed() throws IOException {
        try (TwinStub hub = new TwinStub(TwinStub.Fault.FORGETS_A_NOTIFICATION)) {
            // when
            Outcome outcome = generate(hub, new Orders.Work(Orders.Kind.REST_PATCH, 0, 0, hub.rest(DEVICES)));
            // then
            assertThat(outcome.wrongs()).contains("d0 was notified of version 6, which is not the next one");
            assertThat(outcome.result().seen().notified()).isEqualTo(outcome.result().acknowledged() - DEVICES);
        }
    }

    private static Outcome generate(TwinStub hub, Orders.Work work) {
        var load = new Orders.Load(DEVICES, 4, 0, Duration.ofMillis(50), Duration.ofMillis(150));
        var orders = new Orders(hub.mqttAddress(), "", new Orders.Login("d", "hub/{id}", "secret"), load, work);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new LoadGenerator(orders, new PrintStream(said, true, StandardCharsets.UTF_8), Duration.ofSeconds(1)).run();
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        return new Outcome(LoadResult.parse(lines.getLast().substring(LoadGenerator.RESULT.length())),
                lines.stream().filter(line -> line.startsWith(LoadGenerator.WRONG))
                        .map(line -> line.substring(LoadGenerator.WRONG.length())).toList());
    }
}
