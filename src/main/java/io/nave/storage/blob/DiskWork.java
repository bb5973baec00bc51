package io.nave.storage.blob;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Work on files, done on a worker thread. */
interface DiskWork<T> {

    T get() throws IOException;

    static <T> Uni<T> run(DiskWork<T> work) {
        return Uni.createFrom().item(work::unchecked).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Fails with an UncheckedIOException when the disk does. */
    default T unchecked() {
        try {
            return get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
