package io.nave.storage.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.jobs.JobClaim;
import io.nave.hub.jobs.JobRequest;
import io.nave.hub.jobs.JobStatus;
import io.nave.hub.jobs.RegistryJob;
import io.nave.hub.jobs.RegistryJobStore;
import io.nave.hub.jobs.RegistryJobStoreContract;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs in PostgreSQL keep to the contract. */
class PostgresRegistryJobStoreIT extends RegistryJobStoreContract {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path data;
    private static JobDatabase database;

    @BeforeAll
    static void start() {
        database = new JobDatabase(data);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
    }

    @Test
    void signaturesAreSealedAndGoWithTheEndOfTheJob() {
        // given
        RegistryJobStore store = store();
        JobRequest request = new JobRequest(JobRequest.Type.EXPORT, Optional.empty(),
                new JobRequest.Blob("https://h/out?sig=secret", "o"), false, JobRequest.StorageAccess.UNSAID);
        RegistryJob job = new RegistryJob("j1", request, JobStatus.ENQUEUED, 0, NOW, Optional.empty(), "");
        // when
        store.add(job).await().atMost(LIMIT);
        // then
        assertThat((String) database.value("select cast(r as text) from registry_job r")).contains("v1.")
                .doesNotContain("secret");
        JobClaim claim = store.take(new ReplicaId("one"), NOW, NOW.plusSeconds(30)).await().atMost(LIMIT).orElseThrow()
                .claim();
        store.end(claim, JobStatus.COMPLETED, "", NOW).await().atMost(LIMIT);
        assertThat((String) database.value("select output_query from registry_job")).isEmpty();
    }

    @Override
    protected RegistryJobStore store() {
        return database.jobs();
    }
}
