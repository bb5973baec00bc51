package io.nave.hub.jobs;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.JobRequest.Blob;
import io.nave.hub.jobs.JobRequest.StorageAccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Jobs by way of blob containers (semantics §7.3), in memory. */
class BlobJobsTest {

    private static final String CONTAINERS = "https://blobs.test.local/";

    private final JobsFixture hub = new JobsFixture();

    @Test
    void importReadsFromOneContainerAndReportsToAnother() {
        // given
        hub.blobs.put("in", "devices.txt", "{\"id\":\"d1\"}\noops\n");
        // when
        String id = create("in?r", "out?rwd");
        hub.replica("one").runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(hub.blobs.files.text(new JobFile("out", "importErrors.log"))).contains("\"line\":2").hasLineCount(1);
        assertThat(hub.blobs.probed).as("written to before the job was taken").containsExactly("out");
    }

    @ParameterizedTest
    @ValueSource(strings = { "out?r", "out?rw", "out?rd", "out" })
    void outputThatCannotBeWrittenAndDeletedIsRefusedAtOnce(String output) {
        // when
        HubException refusal = catchThrowableOfType(HubException.class, () -> create("in?r", output));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR);
        assertThat(hub.service.list().await().indefinitely()).isEmpty();
    }

    @Test
    void inputThatCannotBeReadIsRefusedAtOnce() {
        HubException refusal = catchThrowableOfType(HubException.class, () -> create("in?wd", "out?rwd"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR);
        assertThat(hub.blobs.probed).isEmpty();
    }

    @Test
    void storageThatFailsMeanwhileIsWhyTheJobFailed() {
        // given
        hub.blobs.put("in", "devices.txt", "{\"id\":\"d1\"}\n");
        String id = create("in?r", "out?rwd");
        hub.blobs.failure = Optional.of("The storage account does not answer");
        // when
        hub.replica("one").runWaiting();
        // then
        assertThat(hub.job(id).status()).isEqualTo(JobStatus.FAILED);
        assertThat(hub.job(id).failureReason())
                .isEqualTo("BlobContainerValidationError: The storage account does not answer");
        assertThat(hub.blobs.files.list().await().indefinitely()).extracting(file -> file.file().toString())
                .isEqualTo(List.of("in/devices.txt"));
    }

    private String create(String input, String output) {
        return hub.service
                .create(new JobRequest(JobRequest.Type.IMPORT, Optional.of(new Blob(CONTAINERS + input, "devices.txt")),
                        new Blob(CONTAINERS + output, "devices.txt"), false, StorageAccess.UNSAID))
                .await().indefinitely().id();
    }
}
