package io.nave.hub.files;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** A container in memory, of which a test says what lies in it; it can be away, or not be there at all. */
public final class InMemoryBlobStore implements BlobStore {

    private final Map<BlobName, BlobProperties> blobs = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException away;

    /** Something of this size lies there. */
    public void put(String name, long size, Instant modifiedAt) {
        blobs.put(new BlobName(name), new BlobProperties(size, modifiedAt));
    }

    /** Every question fails like this from now on; with null none does. */
    public void fail(@Nullable RuntimeException failure) {
        away = failure;
    }

    @Override
    public UploadTarget grant(BlobName blob, Instant expiry) {
        requirePresent();
        return new UploadTarget("hub.example.com", "files", "?se=" + expiry + "&sig=" + blob.value().length());
    }

    @Override
    public String uri(BlobName blob) {
        requirePresent();
        return "https://hub.example.com/files/" + blob;
    }

    @Override
    public String containerUri(String rights, Instant expiry) {
        requirePresent();
        return "https://hub.example.com/files?se=" + expiry + "&sp=" + rights + "&sig=x";
    }

    @Override
    public Uni<Optional<BlobProperties>> find(BlobName blob) {
        return Uni.createFrom().item(() -> {
            requirePresent();
            return Optional.ofNullable(blobs.get(blob));
        });
    }

    private void requirePresent() {
        RuntimeException failure = away;
        if (failure != null) {
            throw failure;
        }
    }
}
