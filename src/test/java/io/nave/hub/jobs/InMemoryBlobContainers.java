package io.nave.hub.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Blob storage in memory: {@code https://blobs.test.local/{folder}?{right}{right}…}, whose queries say without more what is
 * permitted. A test can let it fail.
 */
final class InMemoryBlobContainers implements BlobContainers {

    private static final String PREFIX = "https://blobs.test.local/";

    /** What is in it, and what was written to find out whether it can be. */
    final InMemoryJobFileStore files = new InMemoryJobFileStore();
    final List<String> probed = new ArrayList<>();
    /** Every transfer fails with this text, when there is one. */
    volatile Optional<String> failure = Optional.empty();

    @Override
    public Optional<JobContainer> find(ContainerUri uri) {
        return uri.uri().startsWith(PREFIX)
                ? Optional.of(new Container(uri.uri().substring(PREFIX.length()), uri.query()))
                : Optional.empty();
    }

    private static HubException refused(String why) {
        return new HubException(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR, why);
    }

    private void requireUp() {
        failure.ifPresent(why -> {
            throw refused(why);
        });
    }

    /** One container. */
    private final class Container implements JobContainer {

        private final String folder;
        private final String rights;

        Container(String folder, String rights) {
            this.folder = folder;
            this.rights = rights;
        }

        @Override
        public void requireName(String name) {
            new JobFile(folder, name);
        }

        @Override
        public Uni<Void> requireReadable(String name) {
            return Uni.createFrom().voidItem().invoke(() -> require("r"));
        }

        @Override
        public Uni<Void> requireWritable() {
            return Uni.createFrom().voidItem().invoke(() -> require("w")).invoke(() -> require("d"))
                    .invoke(() -> probed.add(folder));
        }

        private void require(String right) {
            if (!rights.contains(right)) {
                throw refused("The signature does not permit " + right);
            }
        }

        @Override
        public Uni<Optional<JobInput>> find(String name) {
            return files.find(new JobFile(folder, name)).invoke(InMemoryBlobContainers.this::requireUp)
                    .map(found -> found.map(Input::new));
        }

        @Override
        public Uni<Void> write(String name, Multi<byte[]> content) {
            return files.write(new JobFile(folder, name), content).invoke(InMemoryBlobContainers.this::requireUp)
                    .replaceWithVoid();
        }
    }

    /** One blob. */
    private final class Input implements JobInput {

        private final StoredFile file;

        Input(StoredFile file) {
            this.file = file;
        }

        @Override
        public long version() {
            return file.version();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public Multi<byte[]> read(long offset) {
            return files.read(file, offset);
        }
    }

    /** Writes a blob at once. */
    void put(String folder, String name, String text) {
        files.write(new JobFile(folder, name), Multi.createFrom().item(text.getBytes(UTF_8))).await().indefinitely();
    }
}
