package io.nave.hub.files;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.FileUploadStep;
import io.nave.hub.monitoring.HubEvent.FileUploadStep.Operation;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.nave.hub.servicebound.InMemoryFileNotificationQueue;
import io.nave.hub.servicebound.UploadedFile;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** File upload as devices see it (device-protocols §3.6, semantics §7.4). */
class FileUploadServiceTest {

    private static final Instant T0 = Instant.parse("2026-06-01T12:00:00.75Z");
    private static final Instant WRITTEN = Instant.parse("2026-06-01T12:01:00Z");
    private static final ClientId DEVICE = ClientId.of("d1");
    private static final ClientId MODULE = ClientId.of("d1", "m1");

    private Instant now = T0;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();
    private final InMemoryFileUploadStore uploads = new InMemoryFileUploadStore();
    private final InMemoryFileNotificationQueue notifications = new InMemoryFileNotificationQueue(
            FileNotificationLimits.DEFAULT, clock);
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private FileUploadService service = service(FileUploadLimits.DEFAULT);

    private FileUploadService service(FileUploadLimits limits) {
        return new FileUploadService(blobs, uploads, notifications, limits, new UploadWatch(events::add, clock), clock);
    }

    @BeforeEach
    void register() {
        uploads.register(DEVICE);
        uploads.register(MODULE);
    }

    @Test
    void deviceIsToldWhereToPutABlobInItsFolderForAnHour() {
        // when
        BegunUpload begun = begin(DEVICE, "dir/b 1.txt");
        // then
        assertThat(begun.blob().value()).isEqualTo("d1/dir/b 1.txt");
        assertThat(begun.target().sasToken()).startsWith("?se=2026-06-01T13:00:00Z");
        assertThat(begun.target().hostName()).isEqualTo("hub.example.com");
        assertThat(begun.target().containerName()).isEqualTo("files");
        assertThat(UUID.fromString(begun.correlationId())).isNotNull();
    }

    @Test
    void folderOfAModuleIsBelowThatOfItsDevice() {
        assertThat(begin(MODULE, "b.txt").blob().value()).isEqualTo("d1/m1/b.txt");
    }

    @Test
    void timeToLiveIsThatOfTheSettings() {
        // given
        service = service(new FileUploadLimits(Duration.ofMinutes(1), true));
        // then
        assertThat(begin(DEVICE, "b").target().sasToken()).startsWith("?se=2026-06-01T12:01:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/b", "../d2/b", "a/../../d2/b", "a//b", "a\\b", "a\u0000b", "a\nb", "." })
    void nameThatCannotBeABlobsIsRefused(String name) {
        assertRefused(service.begin(DEVICE, name), ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void successIsToldWithWhatTheStorageSays() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        blobs.put("d1/b.txt", 1234, WRITTEN);
        // when
        end(DEVICE, success(begun));
        // then
        assertThat(notifications.added).containsExactly(
                new UploadedFile(new DeviceId("d1"), "https://hub.example.com/files/d1/b.txt", "d1/b.txt", WRITTEN, 1234));
    }

    @Test
    void reportThatIsMadeAgainIsAnsweredInTheSameWayAndToldOnce() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        blobs.put("d1/b.txt", 1234, WRITTEN);
        // when
        end(DEVICE, success(begun));
        now = now.plus(Duration.ofHours(2));
        end(DEVICE, success(begun));
        // then
        assertThat(notifications.added).hasSize(1);
        assertRefused(service.end(DEVICE, failure(begun)), ErrorCode.INVALID_FILE_UPLOAD_COMPLETION_STATUS);
    }

    @Test
    void failureIsNotTold() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        // when
        end(DEVICE, failure(begun));
        end(DEVICE, failure(begun));
        // then
        assertThat(notifications.added).isEmpty();
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.INVALID_FILE_UPLOAD_COMPLETION_STATUS);
    }

    @Test
    void nobodyIsToldWhenTheSettingsSaySo() {
        // given
        service = service(new FileUploadLimits(Duration.ofHours(1), false));
        BegunUpload begun = begin(DEVICE, "b.txt");
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.INVALID_STORAGE_ENDPOINT_OR_BLOB);
        blobs.put("d1/b.txt", 1234, WRITTEN);
        // when
        end(DEVICE, success(begun));
        // then
        assertThat(notifications.added).isEmpty();
    }

    @Test
    void successWithoutABlobIsRefusedAndMayBeReportedLater() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        // when then
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.INVALID_STORAGE_ENDPOINT_OR_BLOB);
        blobs.put("d1/b.txt", 1, WRITTEN);
        end(DEVICE, success(begun));
        assertThat(notifications.added).hasSize(1);
    }

    @Test
    void successThatCannotBeToldIsNotAcknowledged() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        blobs.put("d1/b.txt", 1, WRITTEN);
        notifications.fail(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));
        // when then
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.SERVICE_UNAVAILABLE);
        notifications.fail(null);
        end(DEVICE, success(begun));
        assertThat(notifications.added).hasSize(1);
    }

    @Test
    void elevenUploadsAtATimeAreTooMany() {
        // given
        List<BegunUpload> ten = List.of(begin(DEVICE, "0"), begin(DEVICE, "1"), begin(DEVICE, "2"), begin(DEVICE, "3"),
                begin(DEVICE, "4"), begin(DEVICE, "5"), begin(DEVICE, "6"), begin(DEVICE, "7"), begin(DEVICE, "8"),
                begin(MODULE, "9"));
        // then
        assertThatThrownBy(() -> begin(DEVICE, "10")).isInstanceOfSatisfying(HubException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED);
            assertThat(refusal.detail()).isEqualTo("Number of active file upload requests cannot exceed 10");
        });
        // when
        end(DEVICE, failure(ten.getFirst()));
        // then
        begin(DEVICE, "10");
        assertRefused(service.begin(DEVICE, "11"), ErrorCode.ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED);
        // when
        now = now.plus(Duration.ofHours(1));
        // then
        begin(DEVICE, "11");
    }

    @Test
    void unknownAndExpiredIdsAreToldApart() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        blobs.put("d1/b.txt", 1, WRITTEN);
        // then
        for (String id : List.of("", "corr1", "\u0000", UUID.randomUUID().toString())) {
            assertRefused(service.end(DEVICE, new UploadReport(id, true, 200, "ok")),
                    ErrorCode.INVALID_FILE_UPLOAD_CORRELATION_ID);
        }
        assertRefused(service.end(MODULE, success(begun)), ErrorCode.INVALID_FILE_UPLOAD_CORRELATION_ID);
        // when
        now = T0.plus(Duration.ofHours(1));
        // then
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.EXPIRED_FILE_UPLOAD_CORRELATION_ID);
        assertRefused(service.end(DEVICE, failure(begun)), ErrorCode.EXPIRED_FILE_UPLOAD_CORRELATION_ID);
    }

    @Test
    void withoutAStorageNothingIsBegun() {
        // given
        blobs.fail(new HubException(ErrorCode.DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED, "There is no storage"));
        for (int i = 0; i < 20; i++) {
            assertRefused(service.begin(DEVICE, "b.txt"), ErrorCode.DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED);
        }
        // when
        blobs.fail(null);
        // then
        begin(DEVICE, "b.txt");
    }

    @Test
    void deletedDeviceBeginsNothing() {
        // given
        uploads.delete(DEVICE);
        // then
        assertRefused(service.begin(DEVICE, "b"), ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void everyStepIsReported() {
        // given
        BegunUpload begun = begin(DEVICE, "b.txt");
        BegunUpload other = begin(MODULE, "c.txt");
        assertRefused(service.end(DEVICE, success(begun)), ErrorCode.INVALID_STORAGE_ENDPOINT_OR_BLOB);
        assertRefused(service.end(DEVICE, success(other)), ErrorCode.INVALID_FILE_UPLOAD_CORRELATION_ID);
        blobs.put("d1/b.txt", 1, WRITTEN);
        // when
        end(DEVICE, success(begun));
        end(MODULE, failure(other));
        // then
        assertThat(events).containsExactly(
                new FileUploadStep(DEVICE, Operation.BEGIN, "b.txt", "done", "", 0),
                new FileUploadStep(MODULE, Operation.BEGIN, "c.txt", "done", "", 0),
                new FileUploadStep(DEVICE, Operation.END, "d1/b.txt", "InvalidStorageEndpointOrBlob",
                        "The blob d1/b.txt is not there", 0),
                new FileUploadStep(DEVICE, Operation.END, "", "InvalidFileUploadCorrelationId",
                        "There is no upload of this device with this correlation id", 0),
                new FileUploadStep(DEVICE, Operation.END, "d1/b.txt", "done", "", 0),
                new FileUploadStep(MODULE, Operation.END, "d1/m1/c.txt", "failed", "500 disk on fire", 0));
    }

    private BegunUpload begin(ClientId client, String name) {
        return service.begin(client, name).await().indefinitely();
    }

    private void end(ClientId client, UploadReport report) {
        service.end(client, report).await().indefinitely();
    }

    private static UploadReport success(BegunUpload begun) {
        return new UploadReport(begun.correlationId(), true, 201, "Created");
    }

    private static UploadReport failure(BegunUpload begun) {
        return new UploadReport(begun.correlationId(), false, 500, "disk on fire");
    }

    private static void assertRefused(Uni<?> answer, ErrorCode code) {
        assertThatThrownBy(() -> answer.await().indefinitely()).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
