package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;

/** Refuses what would leave less than {@code keepFree} bytes on the disk, which others need too. */
record DiskReserve(Path directory, long keepFree) {

    /** Fails with SERVER_BUSY when so many bytes more are too many. */
    void require(long bytes) throws IOException {
        if (Files.getFileStore(directory).getUsableSpace() - bytes < keepFree) {
            throw new BlobRefusal(BlobError.SERVER_BUSY,
                    "The hub's disk has no room for so much; try again when its operator has made some");
        }
    }
}
