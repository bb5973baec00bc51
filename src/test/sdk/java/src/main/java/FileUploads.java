import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

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

    private FileUploads() {
    }

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("file-uploads");
        try (FileNotificationReader files = new FileNotificationReader(device.getDeviceId())) {
            DeviceClient client = Hub.open(device);
            for (String size : SIZES) {
                Instant began = Instant.now();
                String name = "dir/size-" + size + ".bin";
                upload(client, name, Long.parseLong(size));
                files.tells(name, Long.parseLong(size), began);
            }
            Instant began = Instant.now();
            uploadByHand(client, "by-hand.bin");
            files.tells("by-hand.bin", 1000, began);
            refuses(client);
            files.noMore("files that are not there are not told");
            client.close();
        }
        System.out.println("passed");
    }

    private static void upload(DeviceClient client, String name, long size) throws Exception {
        FileUploadSasUriResponse grant = client.getFileUploadSasUri(new FileUploadSasUriRequest(name));
        ParallelTransferOptions options = new ParallelTransferOptions().setBlockSizeLong(BLOCK).setMaxSingleUploadSizeLong(BLOCK)
                .setMaxConcurrency(2);
        new BlobClientBuilder().endpoint(grant.getBlobUri().toString()).buildClient()
                .uploadWithResponse(new BlobParallelUploadOptions(new Zeros(size)).setParallelTransferOptions(options), null, null);
        client.completeFileUpload(new FileUploadCompletionNotification(grant.getCorrelationId(), true));
    }

    private static void uploadByHand(DeviceClient client, String name) throws Exception {
        byte[] bytes = new byte[1000];
        new Random().nextBytes(bytes);
        FileUploadSasUriResponse grant = client.getFileUploadSasUri(new FileUploadSasUriRequest(name));
        HttpClient http = HttpClient.newHttpClient();
        URI uri = grant.getBlobUri();
        int status = http.send(HttpRequest.newBuilder(uri).header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        Hub.checkEqual(status, CREATED, "status of the PUT");
        byte[] got = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray()).body();
        Hub.check(Arrays.equals(got, bytes), "what was written is there");
        FileUploadCompletionNotification done = new FileUploadCompletionNotification(grant.getCorrelationId(), true);
        done.setStatusCode(status);
        done.setStatusDescription("by hand");
        client.completeFileUpload(done);
        client.completeFileUpload(done); // said again
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

    /** So many bytes, all of them 0. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
