package io.nave.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.faults.History.Read;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Acknowledged means stored: 200 devices send 30,000 messages while the hub is killed in the middle of a flush and its
 * connection to PostgreSQL is cut during a commit; in the long run 100,000, with three of each. {@code -Dtest.seed=N} repeats a
 * run's times.
 */
class KillNineIT {

    private static final int DEVICES = 200;
    private static final int MESSAGES_A_ROUND = 150;
    private static final int MESSAGES_IN_LONG = 500;
    private static final int LONGEST_BURST = 10;
    private static final Duration PACE = Duration.ofMillis(90); // from one message of a device to its next
    private static final Duration TIME_TO_FINISH = Duration.ofSeconds(300);
    private static final int ROUNDS_IN_LONG = 3;
    private static final int NOT_AUTHORIZED = 5;

    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final TrafficClock clock = new TrafficClock();
    private HubProcess hub;
    private int messages;

    @BeforeEach
    void startHub() {
        System.out.println("KillNineIT: seed " + SEED + " (repeat with -Dtest.seed=" + SEED + ")");
        hub = HubProcess.start(SharedHub.newDirectory());
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    @Timeout(300)
    void acknowledgedMessagesSurviveAKillAndACutCommit() throws Exception {
        assertNothingIsLost(MESSAGES_A_ROUND, 1);
    }

    @Tag("long")
    @Test
    @Timeout(900)
    void acknowledgedMessagesSurviveKillsAndCutCommits() throws Exception {
        assertNothingIsLost(MESSAGES_IN_LONG, ROUNDS_IN_LONG);
    }

    private void assertNothingIsLost(int ofEach, int rounds) throws Exception {
        // given
        messages = ofEach;
        List<PacedDevice> devices = devices();
        List<Thread> threads = devices.stream().map(device -> Thread.ofVirtual().start(device)).toList();
        // when
        goOn(devices);
        harm(devices, rounds);
        awaitEnd(threads, devices);
        report("all acknowledged", devices);
        // then
        assertThat(clock.nanos()).isGreaterThan(PACE.multipliedBy(messages * 2L / 3).toNanos());
        assertThat(devices).allSatisfy(device -> assertThat(device.refusals()).doesNotContain(NOT_AUTHORIZED));
        History history = history(devices);
        assertThat(history.acknowledged()).hasSize(DEVICES * messages);
        System.out.println("KillNineIT: " + history.read().size() + " events read, "
                + (history.read().size() - DEVICES * messages) + " of them for the second time");
        assertThat(HistoryChecker.violations(history)).as("seed " + SEED).isEmpty();
    }

    /** Cuts a commit, then kills the hub in a flush, so many times; the traffic goes on throughout. */
    private void harm(List<PacedDevice> devices, int rounds) throws SQLException {
        try (Flushes flushes = Flushes.watch(hub.engines())) {
            for (int round = 1; round <= rounds; round++) {
                awaitTraffic(devices);
                flushes.cutOne();
                report("connection to PostgreSQL cut during a commit", devices);
                assertThat(hub.isAlive()).as("a cut connection to PostgreSQL does not end the hub").isTrue();
                awaitTraffic(devices);
                flushes.awaitOne();
                hub.kill9();
                clock.stop();
                report("killed in the middle of a flush", devices);
                assertThat(acknowledged(devices)).as("the kill comes in the middle of the traffic")
                        .isLessThan(DEVICES * messages);
                hub.restart();
                goOn(devices);
            }
        }
    }

    /** Lets new messages come due when every device is connected. */
    private void goOn(List<PacedDevice> devices) {
        awaitConnections(devices);
        clock.goOn();
    }

    private static void awaitConnections(List<PacedDevice> devices) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> devices.stream().allMatch(PacedDevice::isConnected));
    }

    /** Waits until every device is connected, so that what commits is the log, and then for a time that the seed tells. */
    private void awaitTraffic(List<PacedDevice> devices) {
        awaitConnections(devices);
        int before = acknowledged(devices);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(3000)));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged(devices) > before);
    }

    private List<PacedDevice> devices() {
        List<String> ids = IntStream.range(0, DEVICES).mapToObj(number -> "sensor-" + number).toList();
        List<String> keys = ids.parallelStream().map(hub.registry()::createDevice).toList();
        List<PacedDevice> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(new PacedDevice(target(ids.get(i), keys.get(i)), clock, schedule()));
        }
        return devices;
    }

    private PacedDevice.Target target(String id, String key) {
        String user = hub.host() + "/" + id + "/?api-version=2021-04-12";
        String token = SasTokens.device(hub.host(), id, key, Duration.ofHours(1));
        return new PacedDevice.Target(hub.plainHost(), hub.plainMqttPort(), new MqttClient.Credentials(id, user, token));
    }

    /** When each message of a device is due: in bursts, spread over the whole time. */
    private long[] schedule() {
        long[] due = new long[messages];
        for (int burst = 0; burst < messages; burst += 1 + random.nextInt(LONGEST_BURST)) {
            for (int n = burst; n < Math.min(messages, burst + LONGEST_BURST); n++) {
                due[n] = PACE.toNanos() * burst;
            }
        }
        return due;
    }

    private void awaitEnd(List<Thread> threads, List<PacedDevice> devices) {
        try {
            Awaitility.await().atMost(TIME_TO_FINISH).pollInterval(Duration.ofMillis(200))
                    .until(() -> threads.stream().noneMatch(Thread::isAlive));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            threads.forEach(Thread::interrupt);
            throw new AssertionError("Only " + acknowledged(devices) + " messages are acknowledged after " + TIME_TO_FINISH
                    + " (seed " + SEED + ")\n" + hub.lastWords(), e);
        }
    }

    private History history(List<PacedDevice> devices) {
        try (EventReader reader = EventReader.connect(hub)) {
            List<Read> read = reader.readAll().stream().map(event -> new Read(PacedDevice.messageId(event.body()),
                    event.partition(), event.sequenceNumber())).toList();
            return new History(devices.stream().flatMap(device -> device.sent().stream()).toList(),
                    devices.stream().flatMap(PacedDevice::acknowledged).collect(Collectors.toSet()), read);
        }
    }

    private static int acknowledged(List<PacedDevice> devices) {
        return devices.stream().mapToInt(PacedDevice::acknowledgedCount).sum();
    }

    private void report(String what, List<PacedDevice> devices) {
        System.out.printf("KillNineIT: %5.1f s %s; %d acknowledged, %d sent again, %d connections%n",
                clock.nanos() / 1e9, what, acknowledged(devices),
                devices.stream().mapToInt(PacedDevice::resent).sum(),
                devices.stream().mapToInt(PacedDevice::connections).sum());
    }
}
