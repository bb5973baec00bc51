package io.nave.hub.servicebound;

import java.time.Instant;

import io.nave.hub.id.DeviceId;

/**
 * A file that a device, or a module of it, has uploaded: where it lies, when it was last written, and its size in bytes
 * (semantics §7.4). Neither the URI nor the name has a line break.
 */
public record UploadedFile(DeviceId device, String blobUri, String blobName, Instant modifiedAt, long size) {
}
