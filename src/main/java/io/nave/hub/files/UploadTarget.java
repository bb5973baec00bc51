package io.nave.hub.files;

/**
 * Where a device puts a blob: {@code https://{hostName}/{containerName}/{blob}{sasToken}}; the token begins with {@code ?} and
 * is a secret.
 */
public record UploadTarget(String hostName, String containerName, String sasToken) {

    @Override
    public String toString() {
        return hostName + "/" + containerName;
    }
}
