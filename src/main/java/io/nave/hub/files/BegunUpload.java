package io.nave.hub.files;

/** Where a device puts the blob that it asked for, and by which id it says that it has. */
public record BegunUpload(String correlationId, BlobName blob, UploadTarget target) {
}
