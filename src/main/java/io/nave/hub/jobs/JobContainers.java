package io.nave.hub.jobs;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Finds the container that a URI names: a folder of the hub, or a container of blob storage. */
@Singleton
final class JobContainers {

    private final HubFolders folders;
    private final BlobContainers blobs;

    JobContainers(HubFolders folders, BlobContainers blobs) {
        this.folders = folders;
        this.blobs = blobs;
    }

    /** Fails with BLOB_CONTAINER_VALIDATION_ERROR, and a text that says what is accepted, when the URI names none. */
    JobContainer resolve(ContainerUri uri) {
        Optional<JobContainer> folder = folders.find(uri);
        return folder.or(() -> blobs.find(uri)).orElseThrow(() -> new HubException(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR,
                "A blob container URI is " + folders.example() + " on this hub, or that of a container of its storage with a"
                        + " signature, which POST /admin/storage/signatures gives; storage elsewhere must be allowed by"
                        + " nave.jobs.storage.hosts"));
    }
}
