package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.files.BlobName;

/** Which blobs there are. For worker threads. */
final class StoredBlobs {

    private final BlobPaths paths;

    StoredBlobs(BlobPaths paths) {
        this.paths = paths;
    }

    Optional<StoredBlob> find(BlobName blob) throws IOException {
        Path file = paths.of(blob);
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() ? Optional.of(stored(file, found)) : Optional.empty();
        } catch (FileSystemException e) {
            requireAbsent(file, e);
            return Optional.empty();
        }
    }

    private static StoredBlob stored(Path file, BasicFileAttributes found) {
        return new StoredBlob(file, EntityTag.of(found), found.size(), found.lastModifiedTime().toInstant());
    }

    /** Fails with BLOB_NOT_FOUND. */
    StoredBlob get(BlobName blob) throws IOException {
        return find(blob).orElseThrow(StoredBlobs::notFound);
    }

    static BlobRefusal notFound() {
        return new BlobRefusal(BlobError.BLOB_NOT_FOUND, "There is no such blob");
    }

    /** A failure of the disk is none to hide. */
    private void requireAbsent(Path file, FileSystemException cause) throws FileSystemException {
        if (!Files.notExists(file, LinkOption.NOFOLLOW_LINKS) && !isBelowFile(file)) {
            throw cause;
        }
    }

    /** Whether something that is no directory lies where one would have to. */
    boolean isBelowFile(Path file) {
        Path folder = file.getParent();
        while (folder != null && !folder.equals(paths.container())) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
            }
            folder = folder.getParent();
        }
        return false;
    }
}
