package io.nave.storage.blob;

import java.time.Instant;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobProperties;
import io.nave.hub.files.BlobStore;
import io.nave.hub.files.UploadTarget;
import io.smallrye.mutiny.Uni;

/** A hub without storage, which refuses uploads as Azure IoT Hub does. */
public final class NoBlobStore implements BlobStore {

    @Override
    public UploadTarget grant(BlobName blob, Instant expiry) {
        throw notConfigured();
    }

    @Override
    public String uri(BlobName blob) {
        throw notConfigured();
    }

    @Override
    public String containerUri(String rights, Instant expiry) {
        throw notConfigured();
    }

    @Override
    public Uni<Optional<BlobProperties>> find(BlobName blob) {
        return Uni.createFrom().failure(NoBlobStore::notConfigured);
    }

    private static HubException notConfigured() {
        return new HubException(ErrorCode.DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED,
                "This hub has no storage for files (nave.files.store=none)");
    }
}
