package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.files.BlobName;

/**
 * Which file a blob is, and where its blocks and notes are. A {@link BlobName} cannot name anything outside of the container;
 * that no link does, is looked at each time.
 */
record BlobPaths(Path directory, Path container) {

    private static final String OWN = ".nave";
    /** No name of a container has an underscore. */
    private static final String MESSAGES = "message_files";

    static BlobPaths of(Path directory, String container) {
        return new BlobPaths(directory, directory.resolve(container));
    }

    /** The container of this name for files of messages; no container of uploads can lie there, nor another one in it. */
    static BlobPaths ofMessages(Path directory, String container) {
        return new BlobPaths(directory, directory.resolve(MESSAGES).resolve(container));
    }

    Path writing() {
        return directory.resolve(OWN).resolve("writing");
    }

    Path blocks() {
        return directory.resolve(OWN).resolve("blocks");
    }

    /** Where files of messages are written until they are published. */
    Path drafts() {
        return directory.resolve(OWN).resolve("drafts");
    }

    Path notes() {
        return directory.resolve(OWN).resolve("notes");
    }

    /** The blob's file. Fails with INVALID_RESOURCE_NAME when the way there leads over a link. */
    Path of(BlobName blob) {
        Path file = container;
        for (String segment : blob.value().split("/")) {
            file = file.resolve(FileNames.of(segment));
            if (Files.isSymbolicLink(file)) {
                throw new BlobRefusal(BlobError.INVALID_RESOURCE_NAME, "There is a link in the way to this blob");
            }
        }
        return file;
    }

    /** Where the blocks lie that wait for a list. */
    Path blocksOf(BlobName blob) {
        return blocks().resolve(FileNames.hash(blob.value()));
    }

    /** Where the notes of the blob with this etag lie. */
    Path notesOf(BlobName blob, EntityTag tag) {
        return notes().resolve(FileNames.hash(blob.value()) + "." + tag.hex());
    }

    /** Makes the directories that are missing. */
    void make() throws IOException {
        Files.createDirectories(writing());
        Files.createDirectories(blocks());
        Files.createDirectories(drafts());
        Files.createDirectories(notes());
        Files.createDirectories(container);
        if (!Files.isDirectory(container, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(container + " is not a directory");
        }
    }
}
