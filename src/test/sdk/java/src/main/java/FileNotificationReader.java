import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotification;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotificationProcessorClient;

/** The notifications of files of one device, among all that the hub gives to iot-service-client. */
final class FileNotificationReader implements AutoCloseable {

    private static final int QUIET = 2_000; // milliseconds

    /** The URI of the container. */
    private static final String STORAGE = Objects.requireNonNullElse(System.getenv("STORAGE"),
            "https://" + Hub.OWNER.split(";")[0].substring("HostName=".length()) + "/uploads");

    private final String deviceId;
    private final BlockingQueue<FileUploadNotification> told = new LinkedBlockingQueue<>();
    private final FileUploadNotificationProcessorClient client;

    FileNotificationReader(String deviceId) throws Exception {
        this.deviceId = deviceId;
        this.client = new FileUploadNotificationProcessorClient(Hub.OWNER, Hub.SERVICE_TRANSPORT, this::take);
        client.start(Sender.PATIENCE);
    }

    private AcknowledgementType take(FileUploadNotification notification) {
        if (notification.getDeviceId().equals(deviceId)) {
            told.add(notification);
        }
        return AcknowledgementType.COMPLETE;
    }

    /** The next one must be about this file, which was written since then; returns its URI. */
    String tells(String name, long size, Instant since) throws InterruptedException {
        FileUploadNotification notification = told.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        Hub.check(notification != null, "the notification of " + name + " comes");
        Hub.checkEqual(notification.getBlobName(), deviceId + "/" + name, "name");
        Hub.checkEqual(notification.getBlobSizeInBytes(), size, "size");
        Hub.checkEqual(notification.getBlobUri(), STORAGE + "/" + deviceId + "/" + name, "URI");
        Instant at = notification.getLastUpdatedTimeDate().toInstant();
        Hub.check(!at.isBefore(since.minusSeconds(1)) && !at.isAfter(Instant.now()), at + " is when it was written");
        Hub.check(!notification.getEnqueuedTimeUtcDate().toInstant().isBefore(at.minusSeconds(1)), "it was told afterwards");
        return notification.getBlobUri();
    }

    void noMore(String what) throws InterruptedException {
        FileUploadNotification notification = told.poll(QUIET, TimeUnit.MILLISECONDS);
        Hub.check(notification == null, what + ", but there was one");
    }

    @Override
    public void close() throws InterruptedException {
        client.stop();
    }
}
