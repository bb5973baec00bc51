import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.FileUploadCompletionNotification;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriRequest;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriResponse;

/**
 * What azure-storage-blob does with the URI that a device was given for one blob: in one piece and in blocks, and back
 * (device-protocols §3.6).
 */
final class StorageRoundTrip {

    private static final int FORBIDDEN = 403;
    private static final int MEGABYTE = 1 << 20;
    private static final List<String> BLOCKS = List.of(blockId("first"), blockId("other"));

    private StorageRoundTrip() {
    }

    public static void main(String[] args) throws Exception {
        DeviceClient device = Hub.open(Hub.createDevice("storage-round-trip"));
        try {
            goesRound(device);
        } finally {
            device.close(); // else the process never ends
        }
        System.out.println("passed");
    }

    private static void goesRound(DeviceClient device) throws Exception {
        FileUploadSasUriResponse grant = device.getFileUploadSasUri(new FileUploadSasUriRequest("some/folder/a.bin"));
        BlockBlobClient blob = client(grant.getBlobUri().toString());
        Hub.check(!blob.exists(), "nothing is there before it is written");
        whole(blob, new Content(5 * MEGABYTE));
        inBlocks(blob, new Content(3 * MEGABYTE));
        refuses(blob, grant.getBlobUri().toString());
        device.completeFileUpload(new FileUploadCompletionNotification(grant.getCorrelationId(), true));
    }

    private static BlockBlobClient client(String uri) {
        return new BlobClientBuilder().endpoint(uri).buildClient().getBlockBlobClient();
    }

    private static void whole(BlockBlobClient blob, Content content) throws Exception {
        String etag = blob.upload(BinaryData.fromBytes(content.bytes())).getETag();
        BlobProperties properties = blob.getProperties();
        Hub.checkEqual(properties.getBlobSize(), content.size(), "size");
        Hub.checkEqual(properties.getETag(), etag, "etag");
        requireThere(blob, content);
    }

    private static void inBlocks(BlockBlobClient blob, Content content) throws Exception {
        try (InputStream bytes = content.stream()) {
            blob.stageBlock(BLOCKS.get(0), BinaryData.fromBytes(bytes.readNBytes(MEGABYTE)));
            List<Block> known = blob.listBlocks(BlockListType.UNCOMMITTED).getUncommittedBlocks();
            Hub.checkEqual(known.stream().map(Block::getName).toList(), BLOCKS.subList(0, 1), "blocks that wait");
            Hub.checkEqual(known.get(0).getSizeLong(), (long) MEGABYTE, "size of the block");
            blob.stageBlock(BLOCKS.get(1), BinaryData.fromBytes(bytes.readAllBytes()));
        }
        blob.commitBlockListWithResponse(new BlockBlobCommitBlockListOptions(BLOCKS).setMetadata(Map.of("who", "me"))
                .setHeaders(new BlobHttpHeaders().setContentType("text/plain")), null, null);
        BlobProperties properties = blob.getProperties();
        Hub.checkEqual(properties.getContentType(), "text/plain", "content type");
        Hub.checkEqual(properties.getMetadata(), Map.of("who", "me"), "metadata");
        Hub.checkEqual(blob.listBlocks(BlockListType.COMMITTED).getCommittedBlocks().stream().map(Block::getName).toList(),
                BLOCKS, "blocks of the blob");
        requireThere(blob, content);
    }

    private static void requireThere(BlockBlobClient blob, Content content) throws Exception {
        try (InputStream bytes = blob.openInputStream()) {
            content.requireSame(bytes);
        }
    }

    private static void refuses(BlockBlobClient blob, String uri) {
        Hub.checkEqual(refusal(() -> blob.upload(BinaryData.fromString("x"))).getErrorCode(), BlobErrorCode.BLOB_ALREADY_EXISTS,
                "a blob that must not be there yet");
        Hub.checkEqual(refusal(blob::delete).getErrorCode(), BlobErrorCode.AUTHORIZATION_PERMISSION_MISMATCH, "what is not permitted");
        Hub.checkEqual(refusal(() -> client(uri.replace("?", "-other?")).upload(BinaryData.fromString("x"))).getStatusCode(),
                FORBIDDEN, "another blob"); // of Azurite with a code of its own
    }

    private static BlobStorageException refusal(Hub.Action action) {
        return Hub.fails(BlobStorageException.class, action, "what must be refused");
    }

    private static String blockId(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
