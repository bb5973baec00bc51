package io.nave.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static org.assertj.core.api.Assertions.assertThat;

/** A job over many devices does each of them exactly once, though both replicas are killed while they work (semantics §7.1). */
class JobKillsIT {

    private static final int AT_ONCE = 100;
    private static final int SECONDS_OF_WORK = 8;
    private static final int DEVICES = 500;
    private static final int DEVICES_IN_LONG = 10_000;

    private HubProcess hub;
    private HubProcess replica;

    private void start(int devices) {
        Map<String, String> pace = Map.of("NAVE_SCHEDULED_JOBS_DEVICES_PER_SECOND",
                String.valueOf(devices / SECONDS_OF_WORK / 2));
        hub = HubProcess.start(SharedHub.newDirectory(), pace);
        replica = hub.startReplica(SharedHub.newDirectory());
    }

    @AfterEach
    void stop() {
        replica.close();
        hub.close();
    }

    @Test
    @Timeout(240)
    void twinsAreWrittenExactlyOnceThoughReplicasAreKilled() throws SQLException {
        assertExactlyOnce(DEVICES);
    }

    @Tag("long")
    @Test
    @Timeout(600)
    void tenThousandTwinsAreWrittenExactlyOnceThoughReplicasAreKilled() throws SQLException {
        assertExactlyOnce(DEVICES_IN_LONG);
    }

    private void assertExactlyOnce(int devices) throws SQLException {
        // given
        start(devices);
        create(devices);
        // when
        hub.registry().administer("PUT", "/jobs/v2/kills", """
                {"type":"scheduleUpdateTwin","queryCondition":"STARTSWITH(deviceId, 'kill-')","maxExecutionTimeInSeconds":500,
                 "updateTwin":{"etag":"*","tags":{"site":"B"},"properties":{"desired":{"n":1}}}}""");
        awaitDone(devices / 5);
        hub.kill9();
        awaitDone(devices / 5 * 2);
        replica.kill9();
        assertThat(done()).as("the kills come in the middle of the job").isLessThan(devices);
        hub.restart();
        Awaitility.await().atMost(Duration.ofSeconds(400)).until(() -> job().path("status").asText().equals("completed"));
        // then
        JsonNode statistics = job().path("deviceJobStatistics");
        assertThat(statistics.path("succeededCount").asInt()).isEqualTo(devices);
        assertThat(statistics.path("deviceCount").asInt()).isEqualTo(devices);
        assertThat(count("twin where desired_version = 2 and version = 3 and etag = 2 and tags = '{\"site\": \"B\"}'"))
                .isEqualTo(devices);
        assertThat(count("scheduled_job_device where status = 'completed' and epoch = 1")).isEqualTo(devices);
    }

    private void create(int devices) {
        for (int first = 0; first < devices; first += AT_ONCE) {
            String items = IntStream.range(first, Math.min(devices, first + AT_ONCE))
                    .mapToObj(i -> "{\"id\":\"kill-%d\",\"importMode\":\"create\"}".formatted(i))
                    .collect(Collectors.joining(",", "[", "]"));
            hub.registry().administer("POST", "/devices", items);
        }
    }

    private void awaitDone(int devices) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> done() >= devices);
    }

    private int done() throws SQLException {
        return count("scheduled_job_device where status = 'completed'");
    }

    private JsonNode job() {
        return hub.registry().administer("GET", "/jobs/v2/kills", "");
    }

    private int count(String rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + hub.engines().databaseUrl(),
                hub.engines().databaseUser(), hub.engines().databasePassword());
                ResultSet count = connection.createStatement().executeQuery("select count(*) from " + rows)) {
            assertThat(count.next()).isTrue();
            return count.getInt(1);
        }
    }
}
