package io.nave.hub.files;

/** What a device says of an upload; {@code description} is its own words. */
public record UploadReport(String correlationId, boolean isSuccess, int statusCode, String description) {

    FileUpload.State state() {
        return isSuccess ? FileUpload.State.SUCCEEDED : FileUpload.State.FAILED;
    }
}
