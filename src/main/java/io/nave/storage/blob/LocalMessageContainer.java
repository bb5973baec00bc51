package io.nave.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.MessageContainer;
import io.nave.hub.blobs.MessageFile;
import io.nave.hub.blobs.MessageFileFailure;
import io.nave.hub.blobs.MessageFileFailure.Reason;
import io.nave.hub.blobs.MessageFileName;
import io.smallrye.mutiny.Uni;

/**
 * A directory that files of messages go to. One that is written lies beside it, and is linked into its place when all of it is
 * on
 * the disk. Completes on worker threads.
 */
final class LocalMessageContainer implements MessageContainer {

    private final BlobPaths paths;
    private final DiskReserve reserve;

    LocalMessageContainer(BlobPaths paths, long keepFree) {
        this.paths = paths;
        this.reserve = new DiskReserve(paths.directory(), keepFree);
    }

    @Override
    public Uni<MessageFile> begin(MessageFileName name) {
        return DiskWork.<MessageFile> run(() -> create(name)).onFailure().transform(LocalMessageContainer::known);
    }

    private MessageFile create(MessageFileName name) throws IOException {
        Files.createDirectories(paths.container());
        Files.createDirectories(paths.drafts());
        return new Draft(name, Files.createFile(paths.drafts().resolve(UUID.randomUUID().toString())));
    }

    /** A draft that was swept under its writer is a file that is missing, too. */
    private static Throwable known(Throwable failure) {
        if (failure instanceof MessageFileFailure) {
            return failure;
        }
        return failure instanceof BlobRefusal full && full.error() == BlobError.SERVER_BUSY
                ? new MessageFileFailure(Reason.FULL, full.detail())
                : new MessageFileFailure(Reason.AWAY, "The hub's directory for files failed: " + failure);
    }

    /** A file that is written. */
    private final class Draft implements MessageFile {

        private final MessageFileName name;
        private final Path draft;

        Draft(MessageFileName name, Path draft) {
            this.name = name;
            this.draft = draft;
        }

        @Override
        public Uni<Void> append(byte[] piece) {
            return step(() -> write(piece));
        }

        private static Uni<Void> step(DiskStep step) {
            return DiskStep.run(step).onFailure().transform(LocalMessageContainer::known);
        }

        private void write(byte[] piece) throws IOException {
            reserve.require(piece.length);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap(piece);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }

        @Override
        public Uni<Void> publish() {
            return step(this::place);
        }

        private void place() throws IOException {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            for (int taken = 0; taken < MessageFileName.MOST; taken++) {
                if (isPlaced(paths.of(name.after(taken)))) {
                    return;
                }
            }
            throw new MessageFileFailure(Reason.AWAY, "There are " + MessageFileName.MOST + " files of this minute already");
        }

        private boolean isPlaced(Path target) throws IOException {
            try {
                DurableFiles.moveIfAbsent(draft, target, paths.container());
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        }

        @Override
        public Uni<Void> drop() {
            return step(() -> Files.deleteIfExists(draft)).onFailure().recoverWithNull();
        }
    }
}
