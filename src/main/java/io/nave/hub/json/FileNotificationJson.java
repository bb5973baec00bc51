package io.nave.hub.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.WireTime;
import io.nave.hub.servicebound.FileNotification;
import io.nave.hub.servicebound.UploadedFile;

/**
 * The JSON of the notification of an uploaded file (service-protocols §6.6): {@code lastUpdatedTime} has no fraction, because
 * the Java client reads none.
 */
final class FileNotificationJson {

    private FileNotificationJson() {
    }

    /** The object that is the body of a notification. */
    static ObjectNode write(FileNotification notification) {
        UploadedFile file = notification.file();
        return JsonNodeFactory.instance.objectNode()
                .put("deviceId", file.device().value())
                .put("blobUri", file.blobUri())
                .put("blobName", file.blobName())
                .put("lastUpdatedTime", WireTime.toTheSecond(file.modifiedAt()))
                .put("blobSizeInBytes", file.size())
                .put("enqueuedTimeUtc", WireTime.of(notification.enqueuedAt()));
    }
}
