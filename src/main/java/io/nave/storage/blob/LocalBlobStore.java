package io.nave.storage.blob;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.blobs.BlobState;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobProperties;
import io.nave.hub.files.BlobStore;
import io.nave.hub.files.UploadTarget;
import io.smallrye.mutiny.Uni;

/** Files lie in the hub's own container. */
public final class LocalBlobStore implements BlobStore {

    private final String host;
    private final String container;
    private final BlobSignatures signatures;
    private final BlockBlobs blobs;

    /** {@code host} is what devices are told, with a port where need be. */
    public LocalBlobStore(String host, String container, BlobSignatures signatures, BlockBlobs blobs) {
        this.host = host;
        this.container = container;
        this.signatures = signatures;
        this.blobs = blobs;
    }

    @Override
    public UploadTarget grant(BlobName blob, Instant expiry) {
        return new UploadTarget(host, container, signatures.forBlob(blob, "rw", expiry));
    }

    @Override
    public String uri(BlobName blob) {
        return BlobUri.of(host, container, blob);
    }

    @Override
    public String containerUri(String rights, Instant expiry) {
        return "https://" + host + "/" + container + signatures.forContainer(rights, expiry);
    }

    @Override
    public Uni<Optional<BlobProperties>> find(BlobName blob) {
        return blobs.find(blob).map(found -> found.map(LocalBlobStore::properties));
    }

    private static BlobProperties properties(BlobState state) {
        return new BlobProperties(state.size(), state.modifiedAt());
    }
}
