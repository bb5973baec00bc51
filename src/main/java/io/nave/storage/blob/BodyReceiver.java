package io.nave.storage.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

import io.nave.hub.blobs.AnnouncedBody;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Takes bodies into files, as fast as the disk goes: so many pieces of each are in memory. */
final class BodyReceiver {

    /** Pieces, of 16 KB at most, that are read ahead of the disk. */
    private static final int READ_AHEAD = 32;

    private final Path folder;
    private final DiskReserve reserve;

    BodyReceiver(Path folder, DiskReserve reserve) {
        this.folder = folder;
        this.reserve = reserve;
    }

    /** A name that nothing has. */
    Path newFile() {
        return folder.resolve(UUID.randomUUID().toString());
    }

    /** The flushed file that has all of the body. When this fails there is none. Completes on a worker thread. */
    Uni<Path> receive(AnnouncedBody announced, Multi<byte[]> body) {
        return DiskWork.run(() -> create(announced)).chain(file -> fill(file, body));
    }

    private BodyFile create(AnnouncedBody announced) throws IOException {
        return BodyFile.create(newFile(), announced, reserve);
    }

    private static Uni<Path> fill(BodyFile file, Multi<byte[]> body) {
        return body.emitOn(Infrastructure.getDefaultWorkerPool(), READ_AHEAD).invoke(file::write)
                .collect().last().map(last -> file.finish())
                .onFailure().invoke(file::discard);
    }
}
