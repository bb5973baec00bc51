package io.nave.storage.blob;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Work on files that answers nothing, done on a worker thread. */
interface DiskStep {

    void take() throws IOException;

    static Uni<Void> run(DiskStep step) {
        return Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultWorkerPool()).invoke(step::unchecked);
    }

    /** Fails with an UncheckedIOException when the disk does. */
    default void unchecked() {
        try {
            take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
