package io.nave.launcher;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code ./nave up} with its options, its ways to end, and the sentences for what can go wrong. */
class NaveUpIT {

    private static final int ENDED_BY_CTRL_C = 130;

    @TempDir
    Path folder;

    private final List<RunningLauncher> launchers = new java.util.ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        launchers.stream().flatMap(launcher -> launcher.pids().stream())
                .forEach(pid -> Signals.stop(pid, "TERM", Duration.ofSeconds(30)));
    }

    @Test
    void printsWhatANewcomerCopiesAndCtrlCStopsEverything() throws Exception {
        // given
        RunningLauncher launcher = up(Map.of(), "--host=hub.example.org", "--bind=127.0.0.1").awaitReady();
        List<Long> pids = launcher.pids();
        // then
        assertThat(launcher.text()).contains("Host name        hub.example.org")
                .contains("OpenAPI UI       https://hub.example.org:")
                .contains("CA certificate   " + launcher.data().toRealPath().resolve("tls/ca.pem")).contains("npm install");
        assertThat(launcher.line("HostName="))
                .matches("HostName=hub\\.example\\.org;SharedAccessKeyName=iothubowner;SharedAccessKey=[A-Za-z0-9+/]{43}=");
        assertThat(launcher.line("Endpoint=")).matches(
                "Endpoint=sb://hub\\.example\\.org:\\d+/;SharedAccessKeyName=service;SharedAccessKey=[A-Za-z0-9+/]{43}=;EntityPath=nave");
        assertThat(pids).hasSizeGreaterThan(5);
        // when
        Signals.send(launcher.process().pid(), "INT");
        // then
        assertThat(launcher.awaitEnd()).isEqualTo(ENDED_BY_CTRL_C);
        assertThat(pids).noneMatch(Signals::alive);
        assertThat(launcher.text()).contains("Stopped.");
        assertThat(launcher.showsStackTrace()).isFalse();
        assertThat(Files.readString(launcher.data().resolve("postgres.log"))).doesNotContain("not properly shut down");
    }

    @Test
    void killOfTheLauncherLeavesNothingAndTheNextUpHasAllData() throws Exception {
        // given
        RunningLauncher launcher = up(Map.of()).awaitReady();
        List<Long> pids = launcher.pids();
        String owner = launcher.line("HostName=");
        // when
        Signals.send(launcher.process().pid(), "KILL");
        // then
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(pids).noneMatch(Signals::alive));
        assertThat(up(Map.of()).awaitReady().line("HostName=")).isEqualTo(owner);
    }

    @Test
    void killOfTheHubStopsTheRestAndSaysSo() throws Exception {
        // given
        RunningLauncher launcher = up(Map.of()).awaitReady();
        List<Long> pids = launcher.pids();
        // when
        Signals.send(launcher.hubPid(), "KILL");
        // then
        assertThat(launcher.awaitEnd()).isEqualTo(1);
        assertThat(launcher.text()).contains("The hub has ended unexpectedly, so everything stops.");
        assertThat(pids).noneMatch(Signals::alive);
    }

    @Test
    void killOfAnEngineStopsTheRestAndSaysSo() throws Exception {
        // given
        RunningLauncher launcher = up(Map.of()).awaitReady();
        List<Long> pids = launcher.pids();
        // when
        Signals.send(launcher.postgresPid(), "KILL");
        // then
        assertThat(launcher.awaitEnd()).isEqualTo(1);
        assertThat(launcher.text()).contains("PostgreSQL has ended unexpectedly, so everything stops.");
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(pids).noneMatch(Signals::alive));
    }

    @Test
    void nextUpStopsAHubThatAKilledLauncherLeft() throws Exception {
        // given
        RunningLauncher launcher = up(Map.of()).awaitReady();
        long hub = launcher.hubPid();
        Path hubPidFile = launcher.data().resolve("hub.pid");
        long watchdog = launcher.process().children()
                .filter(child -> child.info().commandLine().orElse("").contains("nave-watchdog"))
                .findFirst().orElseThrow().pid();
        Signals.send(watchdog, "KILL");
        Signals.send(launcher.process().pid(), "KILL");
        launcher.awaitEnd();
        assertThat(Signals.alive(hub)).isTrue();
        // when
        RunningLauncher next = up(Map.of()).awaitReady();
        // then
        assertThat(Signals.alive(hub)).isFalse();
        assertThat(Signals.read(hubPidFile)).isEqualTo(next.hubPid()).isNotEqualTo(hub);
    }

    @Test
    void portInUseIsASentence() throws Exception {
        try (ServerSocket taken = RunningLauncher.occupiedPort()) {
            // when
            RunningLauncher launcher = up(Map.of(), "--mqtt-port=" + taken.getLocalPort());
            // then
            assertThat(launcher.awaitEnd()).isEqualTo(1);
            assertThat(launcher.text())
                    .startsWith("nave: Port " + taken.getLocalPort() + ", which MQTT needs, is in use on 127.0.0.1.");
            assertThat(launcher.showsStackTrace()).isFalse();
        }
    }

    @Test
    void hubThatDoesNotStartIsQuoted() throws Exception {
        // when
        RunningLauncher launcher = up(Map.of("STAND_IN_HUB", "fail"));
        // then
        assertThat(launcher.awaitEnd()).isEqualTo(1);
        assertThat(launcher.text()).contains("nave: The hub does not start.")
                .contains("Configuration says: nave.eventlog.partitions must be at least 1");
        assertThat(launcher.showsStackTrace()).isFalse();
    }

    @Test
    void helpNeedsNoBuildAndListsEveryOption() throws Exception {
        // when
        Process help = new ProcessBuilder("./nave", "up", "--help").redirectErrorStream(true).start();
        String text = new String(help.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        // then
        assertThat(help.waitFor()).isZero();
        assertThat(text).contains("--host", "--data", "--bind", "--https-port", "--mqtt-port", "--amqp-port", "--emulator",
                "--help");
    }

    private RunningLauncher up(Map<String, String> environment, String... words) throws Exception {
        var all = new java.util.ArrayList<>(List.of(RunningLauncher.freePorts()));
        all.addAll(List.of(words));
        RunningLauncher launcher = RunningLauncher.withStandIn(folder, environment, all.toArray(String[]::new));
        launchers.add(launcher);
        return launcher;
    }
}
