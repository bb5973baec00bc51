package io.nave.launcher;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The embedded engines keep what was committed, on every way to end, and leave no process behind. */
class LocalEnginesIT {

    @TempDir
    Path data;

    @Test
    void committedIsDurable() throws Exception {
        try (LocalEngines engines = LocalEngines.start(data)) {
            // then
            assertThat(query(engines, "SHOW fsync")).isEqualTo("on");
            assertThat(query(engines, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(engines, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(engines, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(engines, "SHOW unix_socket_directories")).isEmpty();
            assertThat(redis(engines, "CONFIG GET appendonly")).endsWith("yes");
            assertThat(redis(engines, "CONFIG GET appendfsync")).endsWith("always");
            assertThat(redis(engines, "CONFIG GET maxmemory-policy")).endsWith("noeviction");
            assertThat(redis(engines, "CONFIG GET maxmemory")).endsWith("536870912");
        }
    }

    @Test
    void dataSurvivesCloseAndStart() throws Exception {
        // given
        List<Long> pids;
        try (LocalEngines engines = LocalEngines.start(data)) {
            remember(engines, "before close");
            pids = pids(engines);
        }
        assertThat(pids).noneMatch(Signals::alive);

        try (LocalEngines engines = LocalEngines.start(data)) {
            // then
            assertRemembered(engines, "before close");
        }
    }

    @Test
    void dataSurvivesKillOfBothEngines() throws Exception {
        try (LocalEngines engines = LocalEngines.start(data)) {
            // given
            remember(engines, "before kill");
            // when
            Signals.send(engines.postgresPids().getFirst(), "KILL");
            Signals.send(engines.redisPid(), "KILL");
            engines.restartPostgres();
            engines.restartRedis();
            // then
            assertRemembered(engines, "before kill");
        }
    }

    @Test
    void endOfAnEngineIsReported() {
        try (LocalEngines engines = LocalEngines.start(data)) {
            // when
            Signals.send(engines.redisPid(), "KILL");
            // then
            assertThat(engines.failure().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join().name()).isEqualTo("Redis");
        }
    }

    @Test
    void killOfTheLauncherLeavesNoEngineBehind() throws Exception {
        // given
        EnginesOfAnotherJvm other = EnginesOfAnotherJvm.start(data);
        assertThat(other.pids()).hasSizeGreaterThan(2).allMatch(Signals::alive);
        // when
        Signals.send(other.launcher(), "KILL");
        // then
        Awaitility.await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(other.pids()).noneMatch(Signals::alive));
    }

    @Test
    void nextStartStopsWhatAKilledLauncherAndWatchdogLeft() throws Exception {
        // given
        EnginesOfAnotherJvm other = EnginesOfAnotherJvm.start(data);
        Signals.send(other.watchdog(), "KILL");
        Signals.send(other.launcher(), "KILL");
        assertThat(Signals.awaitEnd(other.launcher(), Duration.ofSeconds(5))).isTrue();
        assertThat(other.pids()).allMatch(Signals::alive);

        try (LocalEngines engines = LocalEngines.start(data)) {
            // then
            assertThat(other.pids()).noneMatch(Signals::alive);
            assertRemembered(engines, EnginesOfAnotherJvm.REMEMBERED);
        }
    }

    @Test
    void aPidFileThatNamesSomebodyElseIsNoReasonToSignal() throws Exception {
        // given
        LocalEngines.start(data).close();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(data.resolve("redis/redis.pid"), stranger.pid() + "\n");
            Files.writeString(data.resolve("postgres/postmaster.pid"), stranger.pid() + "\n" + data.resolve("postgres") + "\n");
            // when
            LocalEngines.start(data).close();
            // then
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void secondLauncherOnTheSameDirectoryIsRefused() {
        try (LocalEngines engines = LocalEngines.start(data)) {
            // then
            assertThatThrownBy(() -> LocalEngines.start(data)).isInstanceOf(LaunchFailure.class)
                    .hasMessageStartingWith("Another nave already runs with the data directory");
            assertThat(Signals.alive(engines.redisPid())).isTrue();
        }
    }

    @Test
    void enginesElsewhereAreNotStarted() {
        // given
        var database = new LocalEngines.Database("postgresql://db.example:5432/hub", "hub", "secret");
        var settings = new LocalEngines.Settings(data, Optional.of(database), Optional.of("redis://cache.example:6379"), 0, 0,
                true);
        try (LocalEngines engines = LocalEngines.start(settings)) {
            // then
            assertThat(engines.databaseUrl()).isEqualTo("postgresql://db.example:5432/hub");
            assertThat(engines.redisUrl()).isEqualTo("redis://cache.example:6379");
            assertThat(engines.postgresPids()).isEmpty();
            assertThat(engines.redisPid()).isZero();
        }
    }

    @Test
    void withPasswordsNobodyGetsInWithoutOne() throws Exception {
        // given
        var settings = new LocalEngines.Settings(data, Optional.empty(), Optional.empty(), 0, 0, true);
        try (LocalEngines engines = LocalEngines.start(settings)) {
            // then
            assertThat(query(engines, "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> connect(engines, "wrong").close()).isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(redis(engines, "PING")).startsWith("-NOAUTH");
            assertThat(engines.redisUrl()).matches("redis://:[A-Za-z0-9_-]{32}@127.0.0.1:\\d+");
            assertThat(Files.getPosixFilePermissions(data.resolve("secrets/postgres"))).hasSize(2);
        }
    }

    private static List<Long> pids(LocalEngines engines) {
        List<Long> pids = new ArrayList<>(engines.postgresPids());
        pids.add(engines.redisPid());
        return pids;
    }

    static void remember(LocalEngines engines, String text) throws Exception {
        try (Connection connection = connect(engines, engines.databasePassword());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE remembered AS SELECT '" + text + "' AS text");
        }
        assertThat(redis(engines, "SET remembered \"" + text + "\"")).isEqualTo("+OK");
    }

    private static void assertRemembered(LocalEngines engines, String text) throws Exception {
        assertThat(query(engines, "SELECT text FROM remembered")).isEqualTo(text);
        assertThat(redis(engines, "GET remembered")).endsWith(text);
    }

    private static String query(LocalEngines engines, String sql) throws SQLException {
        try (Connection connection = connect(engines, engines.databasePassword());
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(LocalEngines engines, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:" + engines.databaseUrl(), engines.databaseUser(), password);
    }

    private static String redis(LocalEngines engines, String command) throws IOException {
        URI url = URI.create(engines.redisUrl());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replaceFirst("\\+OK\\r\\n$", "").replaceFirst("(?s)(-NOAUTH[^\\r]*).*", "$1").strip();
        }
    }
}
