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
final class HubFolders implements JobContainers {

    private static final String PATH = "/admin/files/";

    private final HubNames names;
    private final JobFileStore files;

    HubFolders(HubNames names, JobFileStore files) {
        this.names = names;
        this.files = files;
    }

    @Override
    public JobContainer resolve(String uri) {
        return new Folder(folderOf(uri), files);
    }

    private String folderOf(String text) {
        try {
            URI uri = new URI(text);
            String path = requireNonNullElse(uri.getPath(), "");
            String folder = path.startsWith(PATH) ? path.substring(PATH.length()).replaceFirst("/$", "") : "";
            if ("https".equalsIgnoreCase(uri.getScheme()) && isHere(uri) && JobFile.isName(folder)) {
                return folder;
            }
        } catch (URISyntaxException noUri) {
            // told below, without the text: it may hold a secret
        }
        throw new HubException(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR,
                "A blob container URI is https://" + names.host() + PATH
                        + "{folder} on this hub; blob storage is not supported");
    }

    private boolean isHere(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && names.isHost(authority);
    }

    /** One folder. */
    private record Folder(String name, JobFileStore files) implements JobContainer {

        @Override
        public Uni<Optional<StoredFile>> find(String file) {
            return files.find(new JobFile(name, file));
        }

        @Override
        public Multi<byte[]> read(StoredFile file, long offset) {
            return files.read(file, offset);
        }

        @Override
        public Uni<StoredFile> write(String file, Multi<byte[]> content) {
            return files.write(new JobFile(name, file), content);
        }
    }
}
