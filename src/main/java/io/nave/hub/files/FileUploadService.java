package io.nave.hub.files;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.FileUpload.State;
import io.nave.hub.id.ClientId;
import io.nave.hub.servicebound.FileNotificationQueue;
import io.nave.hub.servicebound.UploadedFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Lets devices and modules upload files, and tells the back end of those that are there (device-protocols §3.6, semantics
 * §7.4). A success is acknowledged when its notification is stored; a report that is made again is answered in the same way and
 * told once. From any thread.
 */
@Singleton
public final class FileUploadService {

    /** How long an upload that expired is told from one that never was. */
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration PACE = Duration.ofMinutes(1);
    private static final Pattern ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final BlobStore blobs;
    private final FileUploadStore uploads;
    private final FileNotificationQueue notifications;
    private final FileUploadLimits limits;
    private final UploadWatch watch;
    private final Clock clock;

    FileUploadService(BlobStore blobs, FileUploadStore uploads, FileNotificationQueue notifications, FileUploadLimits limits,
            UploadWatch watch, Clock clock) {
        this.blobs = blobs;
        this.uploads = uploads;
        this.notifications = notifications;
        this.limits = limits;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * Lets a client write one blob, below a folder of its own, until the time to live is over. Fails with ARGUMENT_INVALID,
     * DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED, ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED or SERVICE_UNAVAILABLE; then it has no place
     * among the active uploads.
     */
    public Uni<BegunUpload> begin(ClientId client, String blobName) {
        Uni<BegunUpload> begun = Uni.createFrom().item(() -> upload(client, blobName)).chain(this::open);
        return watch.begin(client, blobName, begun);
    }

    private FileUpload upload(ClientId client, String blobName) {
        Instant expiry = clock.instant().plus(limits.sasTimeToLive()).truncatedTo(ChronoUnit.SECONDS);
        return new FileUpload(UUID.randomUUID().toString(), client, new BlobName(folder(client) + blobName), expiry,
                State.OPEN);
    }

    private static String folder(ClientId client) {
        return client.device() + "/" + client.module().map(module -> module + "/").orElse("");
    }

    /** The grant comes first: without a storage nothing is begun. */
    private Uni<BegunUpload> open(FileUpload upload) {
        UploadTarget target = blobs.grant(upload.blob(), upload.expiresAt());
        return uploads.open(upload, clock.instant()).invoke(FileUploadService::requireOpened)
                .replaceWith(new BegunUpload(upload.correlationId(), upload.blob(), target));
    }

    private static void requireOpened(FileUploadStore.Opening opening) {
        switch (opening) {
            case OPENED -> {
                // as it must be
            }
            case TOO_MANY -> throw new HubException(ErrorCode.ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED,
                    "Number of active file upload requests cannot exceed " + FileUploadStore.MAX_ACTIVE);
            case UNKNOWN_CLIENT -> throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "The device was deleted");
        }
    }

    /**
     * Ends an upload of this client. Fails with INVALID_FILE_UPLOAD_CORRELATION_ID or EXPIRED_FILE_UPLOAD_CORRELATION_ID,
     * INVALID_FILE_UPLOAD_COMPLETION_STATUS when it has ended otherwise before, INVALID_STORAGE_ENDPOINT_OR_BLOB when the blob
     * of a success is not there, DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED or SERVICE_UNAVAILABLE; then it goes on.
     */
    public Uni<Void> end(ClientId client, UploadReport report) {
        return watch.end(client, report, find(client, report.correlationId()), upload -> end(upload, report));
    }

    private Uni<FileUpload> find(ClientId client, String id) {
        Uni<Optional<FileUpload>> found = ID.matcher(id).matches() ? uploads.find(client, id)
                : Uni.createFrom().item(Optional.empty());
        return found.map(upload -> upload.orElseThrow(FileUploadService::unknown));
    }

    private static HubException unknown() {
        return new HubException(ErrorCode.INVALID_FILE_UPLOAD_CORRELATION_ID,
                "There is no upload of this device with this correlation id");
    }

    private Uni<Void> end(FileUpload upload, UploadReport report) {
        if (upload.state() == report.state()) {
            return Uni.createFrom().voidItem(); // said again
        }
        requireOpen(upload);
        return (report.isSuccess() ? tell(upload) : Uni.createFrom().voidItem())
                .chain(() -> uploads.end(upload.client(), upload.correlationId(), report.state()));
    }

    private void requireOpen(FileUpload upload) {
        if (upload.state() != State.OPEN) {
            throw new HubException(ErrorCode.INVALID_FILE_UPLOAD_COMPLETION_STATUS,
                    "This upload was reported as " + (upload.state() == State.FAILED ? "failed" : "successful")
                            + " before; begin another one");
        }
        if (upload.isExpired(clock.instant())) {
            throw new HubException(ErrorCode.EXPIRED_FILE_UPLOAD_CORRELATION_ID,
                    "The time for this upload is over; begin another one");
        }
    }

    private Uni<Void> tell(FileUpload upload) {
        return blobs.find(upload.blob()).map(found -> uploaded(upload, found))
                .chain(file -> limits.isNotifying() ? notifications.add(upload.correlationId(), upload.expiresAt(), file)
                        : Uni.createFrom().voidItem());
    }

    private UploadedFile uploaded(FileUpload upload, Optional<BlobProperties> found) {
        BlobProperties blob = found.orElseThrow(() -> new HubException(ErrorCode.INVALID_STORAGE_ENDPOINT_OR_BLOB,
                "The blob " + upload.blob() + " is not there"));
        return new UploadedFile(upload.client().device(), blobs.uri(upload.blob()), upload.blob().value(), blob.modifiedAt(),
                blob.size());
    }

    /** Forgets uploads that expired long ago; the server subscribes once. */
    public Multi<Void> upkeep() {
        return Multi.createFrom().ticks().every(PACE).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> uploads.forget(clock.instant().minus(KEPT)));
    }
}
