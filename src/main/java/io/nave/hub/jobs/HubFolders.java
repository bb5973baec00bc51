package io.nave.hub.jobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.HubNames;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.util.Objects.requireNonNullElse;

/**
 * Containers that are folders of this hub: {@code https://{hub}/admin/files/{folder}}, with any name and any port of the hub; a
 * query, such as a SAS of blob storage, is ignored.
 */
@Singleton
final class HubFolders {

    private static final String PATH = "/admin/files/";

    private final HubNames names;
    private final JobFileStore files;

    HubFolders(HubNames names, JobFileStore files) {
        this.names = names;
        this.files = files;
    }

    /** What such a URI looks like. */
    String example() {
        return "https://" + names.host() + PATH + "{folder}";
    }

    /** The folder; empty when the URI names none. */
    Optional<JobContainer> find(ContainerUri container) {
        try {
            URI uri = new URI(container.uri());
            String path = requireNonNullElse(uri.getPath(), "");
            String folder = path.startsWith(PATH) ? path.substring(PATH.length()).replaceFirst("/$", "") : "";
            boolean named = "https".equalsIgnoreCase(uri.getScheme()) && isHere(uri) && JobFile.isName(folder);
            return named ? Optional.of(new Folder(folder, files)) : Optional.empty();
        } catch (URISyntaxException noUri) {
            return Optional.empty();
        }
    }

    private boolean isHere(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && authority.indexOf('@') < 0 && names.isHost(authority);
    }

    /** One folder, open to whoever may order jobs. */
    private record Folder(String name, JobFileStore files) implements JobContainer {

        @Override
        public void requireName(String file) {
            if (!JobFile.isName(file)) {
                throw new HubException(ErrorCode.ARGUMENT_INVALID,
                        "A blob name has 1 to 128 letters, digits, '-', '_' and '.', and does not begin with '.'");
            }
        }

        @Override
        public Uni<Void> requireReadable(String file) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> requireWritable() {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Optional<JobInput>> find(String file) {
            return files.find(new JobFile(name, file)).map(found -> found.map(this::input));
        }

        private JobInput input(StoredFile stored) {
            return new FolderFile(stored, files);
        }

        @Override
        public Uni<Void> write(String file, Multi<byte[]> content) {
            return files.write(new JobFile(name, file), content).replaceWithVoid();
        }
    }

    /** One file of a folder. */
    private record FolderFile(StoredFile file, JobFileStore files) implements JobInput {

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
}
