package io.nave.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.HubRegistry;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** A right that is taken away at one replica ends the connection at another at once (semantics §9.2). */
class RevocationIT {

    private static final int ROUNDS = 30;
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final String NOT_AUTHORIZED = "20020005";

    private static HubProcess first;
    private static HubProcess second;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory());
        second = first.startReplica(SharedHub.newDirectory());
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @Test
    void disabledDeviceIsCutAtTheOtherReplicaWithin100MillisecondsAtTheMedian() {
        measure("disabled", first.registry()::disable);
    }

    @Test
    void keyThatIsRegeneratedCutsItsConnectionAtTheOtherReplica() {
        measure("key", id -> first.registry().regenerate(id, "primary"));
    }

    @Test
    void keyThatIsNotInUseIsRegeneratedWithoutACut() {
        // given
        HubRegistry registry = first.registry();
        String key = registry.createDevice("kept");
        try (MqttWire here = open(first, "kept", key)) {
            // when
            registry.regenerate("kept", "secondary");
            // then
            assertThat(here.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        }
        try (MqttWire there = open(second, "kept", key)) {
            registry.regenerate("kept", "secondary");
            assertThat(there.isSilentFor(500)).isTrue();
            assertThat(there.send(MqttFrame.ping()).read().hex()).isEqualTo("d000");
        }
    }

    private static void measure(String what, Consumer<String> takeAway) {
        // given
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            times.add(timeToCut(what + i, takeAway));
        }

        // then
        Collections.sort(times);
        System.out
                .println(what + ": median " + times.get(ROUNDS / 2).toMillis() + " ms, slowest " + times.getLast().toMillis());
        assertThat(times.get(ROUNDS / 2)).isLessThan(AT_ONCE);
    }

    /** From asking one replica to the end of the connection at the other. */
    private static Duration timeToCut(String id, Consumer<String> takeAway) {
        String key = first.registry().createDevice(id);
        try (MqttWire wire = open(second, id, key)) {
            long begin = System.nanoTime();
            takeAway.accept(id);
            assertThat(wire.isClosedByHub()).isTrue();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            try (MqttWire again = MqttWire.open(second.plainMqttPort())) {
                assertThat(again.connect(connect(id, key)).hex()).as("coming back").isEqualTo(NOT_AUTHORIZED);
            }
            return time;
        }
    }

    private static MqttWire open(HubProcess replica, String id, String key) {
        MqttWire wire = MqttWire.open(replica.plainMqttPort());
        assertThat(wire.connect(connect(id, key)).hex()).isEqualTo("20020000");
        return wire;
    }

    private static MqttConnectFrame connect(String id, String key) {
        return MqttConnectFrame.of(id, first.host() + "/" + id + "/?api-version=2021-04-12",
                SasTokens.device(first.host(), id, key, Duration.ofHours(1))).withClean();
    }
}
