package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.TestEngines;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.JobFile;
import io.nave.hub.jobs.JobFileStore;
import io.nave.hub.jobs.JobFileStoreContract;
import io.nave.hub.jobs.StoredFile;
import io.smallrye.mutiny.Multi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The files of jobs in PostgreSQL keep to the contract. */
class PostgresJobFileStoreIT extends JobFileStoreContract {

    private static final JobFile FILE = new JobFile("folder", "file");

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

    @Override
    protected JobFileStore store() {
        return database.files(MAX);
    }

    @Test
    void contentIsSealedAndInRowsOfAQuarterOfAMegabyte() {
        // given
        byte[] content = "secret".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        // when
        store().write(FILE, Multi.createFrom().item(content)).await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(database.value("select count(*) from job_file_chunk")).isEqualTo(3L);
        assertThat((Integer) database.value("select max(octet_length(body)) from job_file_chunk"))
                .isBetween(255 * 1024, 256 * 1024);
        assertThat(database.value("select count(*) from job_file_chunk where position('secret'::bytea in body) > 0"))
                .isEqualTo(0L);
    }

    @Test
    void contentIsSealedAnewWhenTheKeyChanges() {
        // given
        String newKey = TestEngines.POLICY_KEY;
        StoredFile file = store().write(FILE, Multi.createFrom().item(new byte[600_000])).await()
                .atMost(Duration.ofSeconds(20));
        // when
        database.files(MAX, newKey, Optional.of(List.of(JobDatabase.KEY))).sealAll().await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(database.files(MAX, newKey, Optional.empty()).read(file, 0).collect().asList()
                .await().atMost(Duration.ofSeconds(20))).hasSize(3);
        assertThat(catchThrowableOfType(HubException.class, () -> store().read(file, 0).collect().last()
                .await().atMost(Duration.ofSeconds(20))).detail()).contains("nave.keys");
    }

    @Test
    void nothingIsLeftOfAFileThatWasReplacedGivenUpOrDeleted() {
        // given
        JobFileStore store = store();
        for (int i = 0; i < 3; i++) {
            store.write(FILE, Multi.createFrom().item(new byte[1000])).await().atMost(Duration.ofSeconds(20));
        }
        // when
        Multi<byte[]> endless = Multi.createBy().concatenating().streams(Multi.createFrom().item(new byte[2_200_000]),
                Multi.createFrom().nothing());
        var writing = store.write(new JobFile("folder", "other"), endless).subscribe().with(written -> {
        });
        Awaitility.await().until(() -> database.value("select count(*) from job_file_chunk").equals(9L));
        writing.cancel();
        store.delete(FILE).await().atMost(Duration.ofSeconds(20));
        // then
        Awaitility.await().untilAsserted(() -> assertThat(database.value("select count(*) from job_file_version"))
                .isEqualTo(0L));
        assertThat(database.value("select count(*) from job_file_chunk")).isEqualTo(0L);
    }

    @Test
    void whatADeadWriterLeftIsRemovedByALaterOne() {
        // given
        database.value("insert into job_file_version (touched_at) values (now() - interval '61 minutes') returning version");
        // when
        store().write(FILE, Multi.createFrom().item(new byte[1])).await().atMost(Duration.ofSeconds(20));
        // then
        assertThat(database.value("select count(*) from job_file_version")).isEqualTo(1L);
    }
}
