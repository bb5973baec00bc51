import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.FileUploadCompletionNotification;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriRequest;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriResponse;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * File upload as applications of iot-device-client and iot-service-client use it (device-protocols §3.6, service-protocols §6.6):
 * SIZES, a list of bytes, are uploaded with azure-storage-blob, the last file with one PUT.
 */
final class FileUploads {

    private static final String[] SIZES = Objects.requireNonNullElse(System.getenv("SIZES"), "1,5242880").split(",");
    private static final long BLOCK = 4 << 20;
    private static final int CREATED = 201;
    private static final int MAX_ACTIVE = 10;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private FileUploads() {
    }

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("file-uploads");
        try (FileNotificationReader files = new FileNotificationReader(device.getDeviceId())) {
            DeviceClient client = Hub.open(device);
            try {
                uploads(client, files);
            } finally {
                client.close(); // else the process never ends
            }
        }
        System.out.println("passed");
    }

    private static void uploads(DeviceClient client, FileNotificationReader files) throws Exception {
        for (String size : SIZES) {
            uploaded(client, files, "dir/size-" + size + ".bin", new Content(Long.parseLong(size)), FileUploads::inBlocks);
        }
        uploaded(client, files, "by-hand.bin", new Content(1000), FileUploads::byHand);
        refuses(client);
        files.noMore("files that are not there are not told");
    }

    /** How a file gets to where the device was told to put it. */
    private interface Way {
        int upload(URI uri, Content content) throws Exception;
    }

    /** What the back end is told leads to what was written. */
    private static void uploaded(DeviceClient client, FileNotificationReader files, String name, Content content, Way way)
            throws Exception {
        Instant began = Instant.now();
        FileUploadSasUriResponse grant = client.getFileUploadSasUri(new FileUploadSasUriRequest(name));
        FileUploadCompletionNotification done = new FileUploadCompletionNotification(grant.getCorrelationId(), true);
        done.setStatusCode(way.upload(grant.getBlobUri(), content));
        done.setStatusDescription("uploaded");
        client.completeFileUpload(done);
        client.completeFileUpload(done); // said again
        URI uri = URI.create(files.tells(name, content.size(), began) + "?" + grant.getBlobUri().getRawQuery());
        content.requireSame(HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream()).body());
    }

    private static int inBlocks(URI uri, Content content) {
        ParallelTransferOptions options = new ParallelTransferOptions().setBlockSizeLong(BLOCK).setMaxSingleUploadSizeLong(BLOCK)
                .setMaxConcurrency(2);
        return new BlobClientBuilder().endpoint(uri.toString()).buildClient().uploadWithResponse(
                new BlobParallelUploadOptions(content.stream()).setParallelTransferOptions(options), null, null).getStatusCode();
    }

    private static int byHand(URI uri, Content content) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(uri).header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content.bytes())).build();
        int status = HTTP.send(put, HttpResponse.BodyHandlers.discarding()).statusCode();
        Hub.checkEqual(status, CREATED, "status of the PUT");
        return status;
    }

    private static void refuses(DeviceClient client) throws Exception {
        List<FileUploadSasUriResponse> active = new ArrayList<>();
        for (int i = 0; i < MAX_ACTIVE; i++) {
            active.add(client.getFileUploadSasUri(new FileUploadSasUriRequest(i + ".bin")));
        }
        Hub.fails(IotHubClientException.class, () -> client.getFileUploadSasUri(new FileUploadSasUriRequest("more.bin")),
                "the eleventh upload");
        for (FileUploadSasUriResponse grant : active) {
            client.completeFileUpload(new FileUploadCompletionNotification(grant.getCorrelationId(), false));
        }
        Hub.fails(IotHubClientException.class,
                () -> client.completeFileUpload(new FileUploadCompletionNotification(active.get(0).getCorrelationId(), true)),
                "a success after a failure");
    }
}
